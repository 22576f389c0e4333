// The interface through which the bytes of a .rec file are read.
#ifndef IMREC_RECORDIO_INTERNAL_BYTE_SOURCE_H_
#define IMREC_RECORDIO_INTERNAL_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <imrec/access_options.h>

namespace imrec {

/// Bytes [begin, end) that are decompressed together.
struct FrameRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// A sequence of bytes that can be read at any offset. Implementations are thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// The path of the file, for error messages.
  virtual const std::string& path() const = 0;
  /// Size in bytes.
  virtual std::uint64_t size() const = 0;
  /// Reads exactly out.size() bytes at byte `offset`. Throws Error(kCorruptData) if there are
  /// fewer, and Error(kIo) if reading fails.
  virtual void ReadAt(std::uint64_t offset, std::span<std::byte> out) const = 0;

  /// In a compressed file, the frame that holds the byte at `offset` < size(); damage makes a whole
  /// frame unreadable. Otherwise all bytes.
  virtual FrameRange FrameAt(std::uint64_t /*offset*/) const { return {.begin = 0, .end = size()}; }

  /// Hint that the bytes will be read soon, or will not be read again. The range may extend beyond
  /// the end. Do not throw.
  virtual void WillNeed(std::uint64_t offset, std::uint64_t length) const = 0;
  virtual void DontNeed(std::uint64_t offset, std::uint64_t length) const = 0;

  /// Of a remote file: drops what is kept of these bytes, in memory and in a cache, so that they
  /// are fetched again. Returns false if that would change nothing: for local files, of which
  /// nothing is kept, and for compressed ones, which do so themselves with damaged frames.
  virtual bool Forget(std::uint64_t /*offset*/, std::uint64_t /*length*/) const { return false; }
};

/// Reads bytes at `offset` up to the first damaged frame, or all of them. Returns how many. Throws
/// Error as ReadAt() does, except for damage.
std::size_t ReadIntact(const ByteSource& source, std::uint64_t offset, std::span<std::byte> out);

/// Opens a file as it is. Throws Error(kNotFound) or Error(kIo) if it cannot be opened, and
/// Error(kUnsupported) for a remote file if this build cannot read any.
std::unique_ptr<ByteSource> OpenFile(const std::filesystem::path& path,
                                     const AccessOptions& access = {});

/// Opens a file. If it starts with the magic of Zstandard or its name ends in .zst, it must be a
/// seekable Zstandard file, and the result reads its decompressed contents. Throws Error as the
/// constructor of RecordFile does.
std::unique_ptr<ByteSource> OpenByteSource(const std::filesystem::path& path,
                                           const AccessOptions& access = {});

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_BYTE_SOURCE_H_
