#include "recordio/internal/byte_source.h"

#include <algorithm>
#include <array>
#include <utility>

#include <imrec/error.h>

#include "recordio/compressed/zstd_source.h"
#include "recordio/files/input_file.h"
#include "recordio/files/mapped_file.h"
#include "recordio/internal/remote_path.h"
#include "recordio/little_endian.h"
#include "recordio/remote/open_remote_file.h"

namespace imrec {
namespace {

// The magic number of a Zstandard frame (RFC 8878, section 3.1.1).
constexpr std::uint32_t kZstdMagic = 0xfd2fb528;

bool IsZstd(const ByteSource& file) {
  if (std::filesystem::path(file.path()).extension() == ".zst") return true;
  std::array<std::byte, 4> start;
  if (file.size() < start.size()) return false;
  file.ReadAt(0, start);
  return LoadLittleEndian<std::uint32_t>(start.data()) == kZstdMagic;
}

}  // namespace

std::size_t ReadIntact(const ByteSource& source, std::uint64_t offset, std::span<std::byte> out) {
  const auto can_read = [&](std::size_t begin, std::size_t end) {
    try {
      source.ReadAt(offset + begin, out.subspan(begin, end - begin));
      return true;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kCorruptData) throw;
      return false;
    }
  };
  if (can_read(0, out.size())) return out.size();
  std::size_t intact = 0;
  while (intact < out.size()) {
    const std::uint64_t left = source.FrameAt(offset + intact).end - offset;
    const auto end = static_cast<std::size_t>(std::min<std::uint64_t>(left, out.size()));
    if (!can_read(intact, end)) break;
    intact = end;
  }
  return intact;
}

std::unique_ptr<ByteSource> OpenFile(const std::filesystem::path& path,
                                     const AccessOptions& access) {
  if (IsRemotePath(path)) return OpenRemoteFile(path, access);
  if (access.map) return std::make_unique<MappedFile>(InputFile(path));
  return std::make_unique<InputFile>(path);
}

std::unique_ptr<ByteSource> OpenByteSource(const std::filesystem::path& path,
                                           const AccessOptions& access) {
  std::unique_ptr<ByteSource> file = OpenFile(path, access);
  if (!IsZstd(*file)) return file;
  return std::make_unique<ZstdSource>(std::move(file), access.frame_cache_bytes);
}

}  // namespace imrec
