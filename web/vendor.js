/* What the pages use of the packages, under one name that plain scripts can reach: files opened from a
   USB stick cannot be modules. Zstandard alone is taken, from the package that hyparquet-compressors takes
   it from: all files of a release are written with it, and Snappy's WebAssembly would need a weaker
   Content-Security-Policy. */
import { decompress } from 'fzstd'
import { parquetMetadataAsync, parquetReadObjects, parquetScan, parquetSchema } from 'hyparquet'
import { executeSql, parseSql } from 'squirreling'

globalThis.vendored = {
  compressors: { ZSTD: (input) => decompress(input) },
  executeSql,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetScan,
  parquetSchema,
  parseSql,
}
