"""Where homes are prepared for torture: a small sample, a few files of members, the day of it all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from warehouse.layout import Home

SCALE = 0.05

#: The day of Japan on which everything happens, at noon. With a clock that went on, receipts and records
#: would say other times than those of an undisturbed run, and bytes could not be compared.
TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()

#: Whose files are in the inbox: text, workbooks, JSON, one file twice, one that is no table.
INTAKE_MEMBERS = ("nagoya-centre", "mihon-city")
FIRST_MEMBERS = ("kyushu-centre", "nagoya-centre", "osaka-centre")
LATER_MEMBERS = ("mihon-city", "jidokan-federation")

#: A daily file that comes only after the first release.
LATE_FILE = "nta/diff/diff_20240828.zip"


@dataclass(frozen=True)
class Workshop:
    """A folder for samples, homes in their starting states, and the homes that are tortured."""

    root: Path

    @property
    def mirror(self) -> Path:
        """The publishers' files."""
        return self.root / "mirror"

    @property
    def earlier_mirror(self) -> Path:
        """The publishers' files, the latest daily file left out."""
        return self.root / "earlier_mirror"

    @property
    def submissions(self) -> Path:
        """Members, approvals, and what members send."""
        return self.root / "submissions"

    @property
    def logs(self) -> Path:
        """What the children printed."""
        return self.root / "logs"

    def start(self, stage: str) -> Home:
        """The home a stage starts from."""
        return Home(self.root / "starts" / stage.replace(" ", "_"))

    def expected(self, stage: str) -> Home:
        """The home after an undisturbed run of a stage."""
        return Home(self.root / "expected" / stage.replace(" ", "_"))

    def write_samples(self) -> None:
        """Write the samples; done in a child, since it starts threads."""
        from ingest.sample import write_sample
        from ingest.sample.submissions import write_sample_submissions

        write_sample(self.mirror, scale=SCALE)
        write_sample_submissions(self.submissions, scale=SCALE)
        shutil.copytree(self.mirror, self.earlier_mirror)
        (self.earlier_mirror / LATE_FILE).unlink()

    def declare_members(self, home: Home) -> None:
        """Give a home its members and what persons have decided."""
        shutil.copy2(self.submissions / "members.yml", home.create().members)
        shutil.copytree(self.submissions / "approvals", home.approvals)

    def fill_inbox(self, home: Home, members: tuple[str, ...]) -> None:
        """Put the files of members into the inbox, with their times: they count as settled."""
        for member in members:
            shutil.copytree(self.submissions / "inbox" / member, home.inbox / member, dirs_exist_ok=True)


def copy_home(source: Home, target: Home) -> Home:
    """Copy a home as it is; what was there is removed."""
    shutil.rmtree(target.root, ignore_errors=True)
    shutil.copytree(source.root, target.root, symlinks=True)
    return target
