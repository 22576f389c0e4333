// Digests of files: while they are written, and of files that are there.
#ifndef IMREC_RECORDIO_FILE_DIGEST_H_
#define IMREC_RECORDIO_FILE_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace imrec {

/// What tells the contents of a file from others.
struct Fingerprint {
  std::uint64_t size = 0;
  std::string digest;  // XXH3-128, 32 hexadecimal digits

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// Takes the fingerprint of a file that is written from its beginning. Move-only.
class FileDigest {
 public:
  FileDigest();
  FileDigest(FileDigest&&) noexcept;
  FileDigest& operator=(FileDigest&&) noexcept;
  ~FileDigest();

  void Add(std::span<const std::byte> bytes);
  void Add(std::string_view text);
  /// Of all bytes so far.
  Fingerprint Result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Fingerprint FingerprintOf(std::string_view text);

/// Reads the file once, from the disk rather than from memory where the system allows: after a
/// failed write, the cache may hold what the disk does not. Throws Error if it cannot be read.
Fingerprint ReadFingerprint(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILE_DIGEST_H_
