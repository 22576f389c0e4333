#include "recordio/remote/cache/cache_block.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace imrec::remote {
namespace {

constexpr const char* kFormat = "imrec cache block 1";

std::string Hex(std::uint64_t value) {
  std::array<char, 17> text;
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::uint64_t Number(const nlohmann::json& json) {
  if (!json.is_number_unsigned()) throw std::invalid_argument("no number of bytes");
  return json.get<std::uint64_t>();
}

// Returns false if the file ends before that or cannot be read.
bool ReadAll(int descriptor, std::uint64_t offset, std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = ::pread(descriptor, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    offset += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

}  // namespace

std::filesystem::path BlockFolder(const std::filesystem::path& cache, const std::string& name,
                                  const ObjectVersion& version) {
  const std::string identity = name + '\n' + std::to_string(version.size) + '\n' + version.etag;
  const XXH128_hash_t hash = XXH3_128bits(identity.data(), identity.size());
  const std::string text = Hex(hash.high64) + Hex(hash.low64);
  return cache / "v1" / text.substr(0, 2) / text;
}

std::uint64_t BlockDigest(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::optional<std::string> FormatBlockHeader(const BlockHeader& header) {
  const nlohmann::ordered_json json = {{"format", kFormat},
                                       {"name", header.name},
                                       {"etag", header.version.etag},
                                       {"size", header.version.size},
                                       {"offset", header.offset},
                                       {"length", header.length},
                                       {"xxh3-64", Hex(header.digest)}};
  std::string text;
  try {
    text = json.dump();
  } catch (const nlohmann::json::type_error&) {  // a name is not UTF-8
    return std::nullopt;
  }
  if (text.size() >= kBlockHeaderBytes) return std::nullopt;
  text.resize(kBlockHeaderBytes - 1, ' ');
  return text += '\n';
}

std::optional<BlockHeader> ParseBlockHeader(std::string_view text) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  try {
    if (json.at("format") != kFormat) return std::nullopt;
    BlockHeader header{
        .name = json.at("name").get<std::string>(),
        .version = {.size = Number(json.at("size")), .etag = json.at("etag").get<std::string>()},
        .offset = Number(json.at("offset")),
        .length = Number(json.at("length"))};
    const std::string digest = json.at("xxh3-64").get<std::string>();
    header.digest = std::stoull(digest, nullptr, 16);
    if (Hex(header.digest) != digest) return std::nullopt;
    return header;
  } catch (const std::exception&) {  // a field is absent, of another type or out of range
    return std::nullopt;
  }
}

namespace {

bool IsRight(int descriptor, const BlockHeader& expected) {
  std::vector<std::byte> bytes(kBlockHeaderBytes + expected.length);
  if (!ReadAll(descriptor, 0, bytes)) return false;
  const std::span<const std::byte> contents(bytes);
  const auto header =
      ParseBlockHeader({reinterpret_cast<const char*>(contents.data()), kBlockHeaderBytes});
  return header && header->name == expected.name && header->version.size == expected.version.size &&
         header->version.etag == expected.version.etag && header->offset == expected.offset &&
         header->length == expected.length &&
         header->digest == BlockDigest(contents.subspan(kBlockHeaderBytes));
}

}  // namespace

std::optional<FileDescriptor> OpenBlock(const std::filesystem::path& path,
                                        const BlockHeader& expected,
                                        std::optional<BlockIdentity>& checked) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status = {};
  if (!file.valid() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  const BlockIdentity identity{.inode = status.st_ino,
                               .seconds = status.st_mtim.tv_sec,
                               .nanoseconds = status.st_mtim.tv_nsec};
  const bool right =
      static_cast<std::uint64_t>(status.st_size) == kBlockHeaderBytes + expected.length &&
      (checked == identity || IsRight(file.get(), expected));
  if (right) {
    checked = identity;
    return file;
  }
  ::unlink(path.c_str());
  return std::nullopt;
}

}  // namespace imrec::remote
