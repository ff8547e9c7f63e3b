"""The clock of Japan, where the days of registers and submissions begin and end."""

from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
