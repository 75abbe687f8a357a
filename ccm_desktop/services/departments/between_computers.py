"""What two computers of one practice make necessary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.conflicts import ConflictService
    from ccm_desktop.services.exchange import ExchangeService
    from ccm_desktop.services.sign_ins import SignIns
    from ccm_desktop.services.signing import SigningService


class BetweenComputers:
    """Part of the `Office`."""

    context: Context
    _sign_ins: SignIns
    signing: SigningService

    @AtFirstUse
    def exchange(self) -> ExchangeService:
        from ccm_desktop.services.exchange import ExchangeService
        from ccm_desktop.services.safekeeping import SafekeepingService

        return ExchangeService(self.context, self._sign_ins.key, SafekeepingService(self.context, self.signing))

    @AtFirstUse
    def conflicts(self) -> ConflictService:
        from ccm_desktop.services.conflicts import ConflictService

        return ConflictService(self.context)
