"""What the practice keeps: fees, keys, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.fee_tables import FeeTableService
    from ccm_desktop.services.recovery import RecoveryService
    from ccm_desktop.services.safekeeping import SafekeepingService
    from ccm_desktop.services.sign_ins import SignIns
    from ccm_desktop.services.signing import SigningService


class Practice:
    """Part of the `Office`."""

    context: Context
    _sign_ins: SignIns
    signing: SigningService

    @AtFirstUse
    def fees(self) -> FeeTableService:
        from ccm_desktop.services.fee_tables import FeeTableService

        return FeeTableService(self.context)

    @AtFirstUse
    def recovery(self) -> RecoveryService:
        from ccm_desktop.services.recovery import RecoveryService

        return RecoveryService(self.context, self._sign_ins)

    @AtFirstUse
    def vault(self) -> SafekeepingService:
        from ccm_desktop.services.safekeeping import SafekeepingService

        return SafekeepingService(self.context, self.signing)
