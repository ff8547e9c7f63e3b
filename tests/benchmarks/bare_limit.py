"""The limit: inflate a national file and decode its bytes, nothing else."""

import codecs
import sys
import zipfile

from isal import isal_zlib

CHUNK = 2**20

archive = zipfile.ZipFile(sys.argv[1])
member = next(name for name in archive.namelist() if name.endswith(".csv"))
decoder = codecs.getincrementaldecoder("cp932")()
inflater = isal_zlib.decompressobj(-15)
info = archive.getinfo(member)
characters = 0
with open(sys.argv[1], "rb") as raw:  # noqa: PTH123 -- as plain as it gets
    raw.seek(info.header_offset + 26)
    name_length, extra_length = (int.from_bytes(raw.read(2), "little") for _ in range(2))
    raw.seek(name_length + extra_length, 1)
    left = info.compress_size
    while left:
        chunk = raw.read(min(CHUNK, left))
        left -= len(chunk)
        characters += len(decoder.decode(inflater.decompress(chunk)))
print(characters)
