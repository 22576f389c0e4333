#include "recordio/byte_source.h"

#include <array>
#include <utility>

#include "recordio/input_file.h"
#include "recordio/little_endian.h"
#include "recordio/zstd_source.h"

namespace imrec {
namespace {

// What Zstandard files start with (RFC 8878, 3.1.1).
constexpr std::uint32_t kZstdMagic = 0xfd2fb528;

bool IsZstd(const InputFile& file) {
  if (std::filesystem::path(file.path()).extension() == ".zst") return true;
  std::array<std::byte, 4> start;
  if (file.size() < start.size()) return false;
  file.ReadAt(0, start);
  return LoadLittleEndian<std::uint32_t>(start.data()) == kZstdMagic;
}

}  // namespace

std::unique_ptr<ByteSource> OpenByteSource(const std::filesystem::path& path) {
  InputFile file(path);
  if (IsZstd(file)) return std::make_unique<ZstdSource>(std::move(file));
  return std::make_unique<InputFile>(std::move(file));
}

}  // namespace imrec
