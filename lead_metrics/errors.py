"""Every error that a person may meet, each with the exit code of the command line.

    LeadError                 1   a defect of ours, or something without a better name
    ├── SettingsRefused       2   an environment variable or key is missing or unsafe
    ├── CatalogueRefused      2   words or rules are inconsistent: file, line, what to do
    ├── RequestRefused        2   a request that makes no sense: unknown id, wrong date
    ├── RowsRefused           3   a file was read, some rows were not accepted
    ├── FileRefused           4   a file was not accepted at all
    ├── AuditBroken           5   a release would narrow a withheld figure
    ├── NotAllowed            6   this audience may not see or do this
    ├── DocumentsStale        7   written documents differ from the catalogue
    ├── EstimateRefused       2   an estimate cannot be made from these figures
    └── StoreUnready          1   the database is absent, older or newer than this software

A message says what, where and what to do, in one line, and never holds a record's value.
"""


class LeadError(Exception):
    """Something went wrong that a person should read about in one line."""

    exit_code = 1


class SettingsRefused(LeadError):
    """An environment variable or a key is missing or unsafe."""

    exit_code = 2


class CatalogueRefused(LeadError):
    """The catalogue's words or rules are inconsistent."""

    exit_code = 2


class RequestRefused(LeadError):
    """A request names something unknown or impossible."""

    exit_code = 2


class RowsRefused(LeadError):
    """A file was read, but some of its rows were not accepted."""

    exit_code = 3


class FileRefused(LeadError):
    """A file was not accepted at all."""

    exit_code = 4


class AuditBroken(LeadError):
    """A release would let a reader narrow a withheld figure."""

    exit_code = 5


class NotAllowed(LeadError):
    """This viewer may not see or do this."""

    exit_code = 6


class DocumentsStale(LeadError):
    """Written documents differ from the catalogue they are made from."""

    exit_code = 7


class EstimateRefused(LeadError):
    """An estimate cannot be made from these figures."""

    exit_code = 2


class StoreUnready(LeadError):
    """The database is absent, or its schema is older or newer than this software."""
