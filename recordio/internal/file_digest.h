// Digests of files, computed while a file is written or by reading it.
#ifndef IMREC_RECORDIO_INTERNAL_FILE_DIGEST_H_
#define IMREC_RECORDIO_INTERNAL_FILE_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace imrec {

/// Size and digest of the contents of a file.
struct Fingerprint {
  std::uint64_t size = 0;
  std::string digest;  // XXH3-128, 32 hexadecimal digits

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// Computes the fingerprint of a file while it is written from the beginning. Not thread-safe; a
/// moved-from object may only be assigned to or destroyed.
class FileDigest {
 public:
  FileDigest();
  FileDigest(FileDigest&&) noexcept;
  FileDigest& operator=(FileDigest&&) noexcept;
  ~FileDigest();

  void Add(std::span<const std::byte> bytes);
  void Add(std::string_view text);
  /// Returns the fingerprint of all bytes added so far.
  Fingerprint Result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Returns the fingerprint of a file with the contents `text`.
Fingerprint FingerprintOf(std::string_view text);

/// Reads the file and returns its fingerprint. Drops it from the page cache first, so that the
/// bytes come from the disk where the system allows it: after a failed write, the cache may differ
/// from the disk. Throws Error(kNotFound) or Error(kIo).
Fingerprint ReadFingerprint(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_FILE_DIGEST_H_
