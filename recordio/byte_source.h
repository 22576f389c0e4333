// Where the bytes of a .rec file come from.
#ifndef IMREC_RECORDIO_BYTE_SOURCE_H_
#define IMREC_RECORDIO_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <imrec/access_options.h>

namespace imrec {

/// Bytes that can be read at any position. Thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  virtual const std::string& path() const = 0;
  virtual std::uint64_t size() const = 0;
  /// Reads exactly out.size() bytes; throws Error(kCorruptData) if there are fewer.
  virtual void ReadAt(std::uint64_t offset, std::span<std::byte> out) const = 0;

  /// Hints: these bytes will be read soon, or not again. What lies behind the end is left alone.
  virtual void WillNeed(std::uint64_t offset, std::uint64_t length) const = 0;
  virtual void DontNeed(std::uint64_t offset, std::uint64_t length) const = 0;
};

/// Opens a plain file, or the contents of a seekable Zstandard file: one that starts as Zstandard
/// files do, or is called so (.zst). Throws Error.
std::unique_ptr<ByteSource> OpenByteSource(const std::filesystem::path& path,
                                           const AccessOptions& access = {});

}  // namespace imrec

#endif  // IMREC_RECORDIO_BYTE_SOURCE_H_
