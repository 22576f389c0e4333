// The checksum file of a .rec file, `PREFIX.crc`: one line per record in file order,
//   key TAB offset TAB length TAB digest
// where length and digest are of the payload, the digest being XXH3-64 as 16 hexadecimal digits.
// The first line names format and algorithm. RecordIO itself has no checksum.
#ifndef IMREC_CHECKSUM_FILE_H_
#define IMREC_CHECKSUM_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

struct RecordChecksum {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;  // of the record's first head in the plain .rec file
  std::uint64_t length = 0;  // bytes of payload
  std::uint64_t digest = 0;  // XXH3-64 of the payload

  friend bool operator==(const RecordChecksum&, const RecordChecksum&) = default;
};

/// The first line of a checksum file, LF included.
inline constexpr std::string_view kChecksumHeader =
    "# imrec-crc 1 xxh3-64: key, offset, length and digest of the payload\n";

/// XXH3-64 of the bytes.
std::uint64_t PayloadDigest(std::span<const std::byte> payload);

/// The digest as 16 hexadecimal digits.
std::string FormatDigest(std::uint64_t digest);

/// Appends the record's line, LF included.
void AppendChecksumLine(const RecordChecksum& checksum, std::string& text);

/// Parses one line (without its end). Throws Error(kCorruptData).
RecordChecksum ParseChecksumLine(std::string_view line);

/// Reads a whole checksum file. Throws Error that names the line: a first line that is not
/// kChecksumHeader (kUnsupported for another version or algorithm), a malformed line, or records
/// out of file order.
std::vector<RecordChecksum> ReadChecksumFile(const std::filesystem::path& path);

/// Writes a whole checksum file, all or nothing.
void WriteChecksumFile(const std::filesystem::path& path,
                       std::span<const RecordChecksum> checksums);

/// `data/train.rec` or `data/train.rec.zst` -> `data/train.crc`.
std::filesystem::path ChecksumPathFor(const std::filesystem::path& record_path);

}  // namespace imrec

#endif  // IMREC_CHECKSUM_FILE_H_
