#include "recordio/internal/byte_source.h"

#include <array>
#include <utility>

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
