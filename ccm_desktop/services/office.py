"""Everything a signed-in person can do, in one object.

What the panel does not need is read from the disk when it is first used: month-end, reports and
import would double the time until a practice is open.
"""

from __future__ import annotations

from pathlib import Path
from threading import RLock

from ccm_desktop.services.calls import CallService
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.charts import ChartService
from ccm_desktop.services.contacts import ContactService
from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.beside_plans import BesidePlans
from ccm_desktop.services.departments.between_computers import BetweenComputers
from ccm_desktop.services.departments.between_systems import BetweenSystems
from ccm_desktop.services.departments.calls import Calls
from ccm_desktop.services.departments.care_plans import CarePlans
from ccm_desktop.services.departments.month_end import MonthEnd
from ccm_desktop.services.departments.papers import Papers
from ccm_desktop.services.departments.practice import Practice
from ccm_desktop.services.departments.programme import Programme
from ccm_desktop.services.enrolment import EnrolmentService
from ccm_desktop.services.escalations import EscalationService
from ccm_desktop.services.finish_preview import FinishPreviewService
from ccm_desktop.services.outreach import OutreachService
from ccm_desktop.services.patients import PatientService
from ccm_desktop.services.people import PeopleService
from ccm_desktop.services.policies import PolicyService
from ccm_desktop.services.readings import ReadingService
from ccm_desktop.services.red_flags import RedFlagService
from ccm_desktop.services.sign_ins import SignIns
from ccm_desktop.services.signing import SigningService
from ccm_desktop.services.tasks import TaskService
from ccm_desktop.services.time_entries import TimeEntryService
from ccm_desktop.services.time_preview import TimePreviewService
from ccm_desktop.services.time_review import TimeReviewService
from ccm_desktop.services.time_splitting import TimeSplitService
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.today import TodayService
from ccm_desktop.services.workday import WorkdayService


class Office(CarePlans, BesidePlans, Papers, Calls, MonthEnd, Programme, Practice, BetweenSystems, BetweenComputers):
    """The services of one signed-in person. Its methods run on the database thread."""

    def __init__(self, context: Context, journal: Path, journal_key: bytes, sign_ins: SignIns) -> None:
        self.context, self.making = context, RLock()
        self._sign_ins = sign_ins
        self.people = PeopleService(context, sign_ins)
        self.policies = PolicyService(context)
        self.signing = SigningService(context, sign_ins)
        self.patients = PatientService(context)
        self.readings = ReadingService(context)
        self.enrolment = EnrolmentService(context)
        self.care_plans = CarePlanService(context)
        self.contacts = ContactService(context)
        self.outreach = OutreachService(context)
        self.tasks = TaskService(context)
        self.escalations = EscalationService(context)
        self.calls = CallService(context)
        self.red_flags = RedFlagService(context, self.calls.protocols)
        self.time = TimeEntryService(context)
        self.time_splits = TimeSplitService(context, self.time)
        self.time_review = TimeReviewService(context, self.time)
        self.time_preview = TimePreviewService(context)
        self.finish_preview = FinishPreviewService(context)
        self.timer = TimerService(context, TimerJournal(journal, journal_key))
        self.workday = WorkdayService(context, self.timer)
        self.today = TodayService(context, self.timer)
        self.charts = ChartService(context, self.care_plans, self.contacts, self.timer)
