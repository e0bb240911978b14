"""Terms: an agreement between parties as data, and the linter that knows its traps and the law.

``read_terms`` reads terms.toml into a frozen ``Agreement``; ``check`` lists everything that is wrong with it, and
``require`` refuses it if there is an error. ``Rules`` says of one person under which clause they may go, or what bars
them. Start with ``model`` (what an agreement is), then ``rules`` (what it means for a person). Who goes is decided in
``selection``.
"""

from safeconduct.terms.alike import Alike
from safeconduct.terms.canonical import canonical_bytes
from safeconduct.terms.check import check, entry_faults, require
from safeconduct.terms.check_several import check_several
from safeconduct.terms.kinds import (
    All,
    Balance,
    Clause,
    Flow,
    KeepTogether,
    Named,
    OneForOne,
    Package,
    PackageFlow,
    Quota,
    Ratio,
    Reading,
    Reciprocity,
    Remains,
    Rule,
    Shortfall,
    Text,
    Wording,
)
from safeconduct.terms.model import (
    Agreement,
    Category,
    ConsentRule,
    Credit,
    Finding,
    LotteryRule,
    Part,
    Priority,
    Severity,
    TrancheRule,
    Veto,
    VetoReason,
    Weights,
)
from safeconduct.terms.predicate import Predicate, guarded, held_months, holds
from safeconduct.terms.read import parse_terms, read_terms
from safeconduct.terms.restore import restore
from safeconduct.terms.rules import Bar, Judge, Rules, Standing
from safeconduct.terms.scales import Scales
from safeconduct.terms.several import combine, read_agreements, terms_files
from safeconduct.terms.sign import Signed, check_replaces, sign_agreement, signed_text, verify_agreement
from safeconduct.terms.together import guardians, preferred_kinds, strict_kinds, tied, together

__all__ = [
    "Agreement",
    "Alike",
    "All",
    "Balance",
    "Bar",
    "Category",
    "Clause",
    "ConsentRule",
    "Credit",
    "Finding",
    "Flow",
    "Judge",
    "KeepTogether",
    "LotteryRule",
    "Named",
    "OneForOne",
    "Package",
    "PackageFlow",
    "Part",
    "Predicate",
    "Priority",
    "Quota",
    "Ratio",
    "Reading",
    "Reciprocity",
    "Remains",
    "Rule",
    "Rules",
    "Scales",
    "Severity",
    "Shortfall",
    "Signed",
    "Standing",
    "Text",
    "TrancheRule",
    "Veto",
    "VetoReason",
    "Weights",
    "Wording",
    "canonical_bytes",
    "check",
    "check_replaces",
    "check_several",
    "combine",
    "entry_faults",
    "guarded",
    "guardians",
    "held_months",
    "holds",
    "parse_terms",
    "preferred_kinds",
    "read_agreements",
    "read_terms",
    "require",
    "restore",
    "sign_agreement",
    "signed_text",
    "strict_kinds",
    "terms_files",
    "tied",
    "together",
    "verify_agreement",
]
