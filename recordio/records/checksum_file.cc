#include "recordio/internal/checksum_file.h"

#include <array>
#include <charconv>
#include <cstdio>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/internal/output_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

constexpr std::string_view kFormatName = "# imrec-crc ";
constexpr std::size_t kDigestDigits = 16;

// Parses the number at the start of `text`, which must end at a TAB or at the end of `text`, and
// removes the number and the TAB. Returns false if there is no such number.
bool TakeField(std::string_view& text, int base, std::uint64_t& value) {
  const char* end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, value, base);
  if (status != std::errc() || (stop != end && *stop != '\t')) return false;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + (stop == end ? 0 : 1));
  return true;
}

void CheckHeader(std::string_view line) {
  if (line == kChecksumHeader.substr(0, kChecksumHeader.size() - 1)) return;
  if (line.starts_with(kFormatName)) {
    throw Error(ErrorCode::kUnsupported, "unsupported version or algorithm of checksums: '" +
                                             std::string(line) +
                                             "', expected '# imrec-crc 1 xxh3-64'");
  }
  throw Error(ErrorCode::kCorruptData, "not a checksum file: the first line should start with '" +
                                           std::string(kFormatName) + "'");
}

}  // namespace

std::uint64_t PayloadDigest(std::span<const std::byte> payload) {
  return XXH3_64bits(payload.data(), payload.size());
}

std::string FormatDigest(std::uint64_t digest) {
  std::array<char, kDigestDigits + 1> text;
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(digest));
  return text.data();
}

void AppendChecksumLine(const RecordChecksum& checksum, std::string& text) {
  for (const std::uint64_t number : {checksum.key, checksum.offset, checksum.length}) {
    text += std::to_string(number);
    text += '\t';
  }
  text += FormatDigest(checksum.digest);
  text += '\n';
}

RecordChecksum ParseChecksumLine(std::string_view line) {
  RecordChecksum checksum;
  std::string_view rest = line;
  const bool numbers = TakeField(rest, 10, checksum.key) && TakeField(rest, 10, checksum.offset) &&
                       TakeField(rest, 10, checksum.length);
  if (!numbers || rest.size() != kDigestDigits || !TakeField(rest, 16, checksum.digest) ||
      !rest.empty()) {
    throw Error(ErrorCode::kCorruptData,
                "expected 'key TAB offset TAB length TAB 16 hexadecimal digits'");
  }
  return checksum;
}

ChecksumReader::ChecksumReader(const std::filesystem::path& path, const AccessOptions& access)
    : path_(ShownPath(path)), lines_(path, access) {
  try {
    CheckHeader(lines_.Next() ? lines_.line() : std::string_view());
  } catch (const Error& error) {
    throw error.Within({.file = path_, .line = lines_.number()});
  }
}

ChecksumReader::~ChecksumReader() = default;

std::optional<RecordChecksum> ChecksumReader::Next() {
  if (!lines_.Next()) return std::nullopt;
  try {
    const RecordChecksum checksum = ParseChecksumLine(lines_.line());
    if (offset_ && checksum.offset <= *offset_) {
      throw Error(ErrorCode::kCorruptData, "records are not in file order");
    }
    offset_ = checksum.offset;
    return checksum;
  } catch (const Error& error) {
    throw error.Within({.file = path_, .line = lines_.number()});
  }
}

std::vector<RecordChecksum> ReadChecksumFile(const std::filesystem::path& path,
                                             const AccessOptions& access) {
  ChecksumReader reader(path, access);
  std::vector<RecordChecksum> checksums;
  while (const std::optional<RecordChecksum> checksum = reader.Next()) {
    checksums.push_back(*checksum);
  }
  return checksums;
}

void WriteChecksumFile(const std::filesystem::path& path,
                       std::span<const RecordChecksum> checksums) {
  OutputFile file(path);
  file.Write(kChecksumHeader);
  std::string line;
  for (const RecordChecksum& checksum : checksums) {
    line.clear();
    AppendChecksumLine(checksum, line);
    file.Write(line);
  }
  file.Commit();
}

std::filesystem::path ChecksumPathFor(const std::filesystem::path& record_path) {
  return WithExtension(IndexPathFor(record_path), ".crc");
}

}  // namespace imrec
