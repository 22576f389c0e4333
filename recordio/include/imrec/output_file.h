// Files that appear under their name only when they are whole.
#ifndef IMREC_OUTPUT_FILE_H_
#define IMREC_OUTPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace imrec {

/// Writes `PATH.partial` and renames it to PATH on Commit(). Until then whatever PATH held stays
/// as it was. Destruction without Commit() removes the partial file, unless it is to be kept.
/// Move-only, not thread-safe.
class OutputFile {
 public:
  /// Throws Error(kIo) if the file cannot be created, if `PATH.partial` is no regular file, or if
  /// another process is writing it. Errors name PATH.
  explicit OutputFile(const std::filesystem::path& path);
  /// As the constructor, but appends to what an earlier writer left in `PATH.partial`. The partial
  /// file is kept (see KeepPartial()), also if this call throws.
  static OutputFile Continue(const std::filesystem::path& path);
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  ~OutputFile();

  const std::filesystem::path& path() const;
  /// Errors name `shown` from now on, where path() is none that a user knows.
  void ShowInErrors(const std::filesystem::path& shown);
  /// Bytes written so far, and those that Continue() found.
  std::uint64_t size() const;

  /// `PATH.partial`.
  static std::filesystem::path PartialPathFor(const std::filesystem::path& path);

  /// Buffered append. Throws Error(kIo), for example on a full disk.
  void Write(std::span<const std::byte> bytes);
  void Write(std::string_view text);

  /// Drops everything after the first `size` bytes, which must be there.
  void Truncate(std::uint64_t size);

  /// Hands buffered bytes to the operating system: they survive the end of this process.
  void Flush();
  /// Flushes to stable storage. Commit() does this too; call it first on every file of a set that
  /// must appear together.
  void Sync();
  /// Makes the file visible under its name and syncs the folder. Nothing may be written afterwards.
  /// Throws Error(kIo). If only the folder could not be synced, the file is visible nevertheless.
  void Commit();
  /// Whether destruction without Commit() leaves the partial file for someone else to continue. It
  /// then holds what was written so far, as far as the disk took it.
  void KeepPartial(bool keep = true);
  /// Flushes, closes, and leaves the partial file for someone else to continue or rename.
  void LeavePartial();

 private:
  OutputFile(const std::filesystem::path& path, bool keep);

  struct State;
  std::unique_ptr<State> state_;
};

/// Makes the folder in which the file `path` is to lie, and those above it, if they are not there.
/// Throws Error(kIo) that names the folder.
void MakeFolderFor(const std::filesystem::path& path);

/// Replaces the file `path` by `contents`, all or nothing.
void WriteFileAtomically(const std::filesystem::path& path, std::span<const std::byte> contents);
void WriteFileAtomically(const std::filesystem::path& path, std::string_view contents);

}  // namespace imrec

#endif  // IMREC_OUTPUT_FILE_H_
