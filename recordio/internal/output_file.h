// Atomic file output: a file gets its name only after all of it has been written.
#ifndef IMREC_RECORDIO_INTERNAL_OUTPUT_FILE_H_
#define IMREC_RECORDIO_INTERNAL_OUTPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace imrec {

/// Throws Error(kUnsupported) for a path that names a file of another machine, and
/// Error(kInvalidArgument) if `..` follows a folder that is not there.
void RequireUsableOutput(const std::filesystem::path& path);

/// Writes `PATH.partial` and renames it to PATH in Commit(). Until then an existing file PATH stays
/// unchanged. Destruction without Commit() removes the partial file, unless KeepPartial() was
/// called. Writes are buffered. After a write has failed, all further writes throw Error(kIo), and
/// so does Commit().
///
/// Not thread-safe. A moved-from object, and one after LeavePartial(), may only be assigned to or
/// destroyed.
class OutputFile {
 public:
  /// Creates `PATH.partial`, or truncates it, and locks it until this object is destroyed, unless
  /// its file system has no locks. Throws Error(kIo) if that fails, if `PATH.partial` is not a
  /// regular file, or if another process is writing it. Errors name PATH.
  explicit OutputFile(const std::filesystem::path& path);
  /// As the constructor, but appends to the `PATH.partial` that an earlier writer left. The partial
  /// file is kept (see KeepPartial()), even if this call throws.
  static OutputFile Continue(const std::filesystem::path& path);
  /// As the constructor, but returns nullopt if `PATH.partial` exists. The file is not locked: its
  /// name must be one that no other process uses.
  static std::optional<OutputFile> TryCreateNew(const std::filesystem::path& path);
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  ~OutputFile();

  const std::filesystem::path& path() const;
  /// Later errors name `shown` instead of path(), for a path that the user does not know.
  void ShowInErrors(const std::filesystem::path& shown);
  /// Bytes written so far, including those that Continue() found.
  std::uint64_t size() const;

  /// `PATH.partial`.
  static std::filesystem::path PartialPathFor(const std::filesystem::path& path);

  /// Appends to the buffer and writes it when it is full. Throws Error(kIo), for example if the
  /// disk is full.
  void Write(std::span<const std::byte> bytes);
  void Write(std::string_view text);

  /// Removes everything after the first `size` <= size() bytes. Throws Error(kIo).
  void Truncate(std::uint64_t size);

  /// Writes the buffer, so that its bytes survive the end of this process. Throws Error(kIo).
  void Flush();
  /// Flushes the file to stable storage. Commit() does so as well; if several files must appear
  /// together, sync all of them before the first Commit(). Throws Error(kIo).
  void Sync();
  /// Syncs the file, renames it to its name and syncs the folder. Nothing may be written
  /// afterwards. Throws Error(kIo). If only the folder could not be synced, the file has its name
  /// nevertheless.
  void Commit();
  /// Sets whether destruction without Commit() keeps the partial file, so that Continue() can
  /// append to it. It then contains everything written so far that the disk accepted.
  void KeepPartial(bool keep = true);
  /// Flushes and closes the partial file and leaves it, to be continued or renamed by others.
  /// Throws Error(kIo).
  void LeavePartial();

 private:
  struct State;

  OutputFile(const std::filesystem::path& path, bool keep);
  explicit OutputFile(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

/// Creates a folder, and its parent folders, if they do not exist. Throws Error(kIo) that names it.
void MakeFolderTree(const std::filesystem::path& folder);

/// MakeFolderTree for that of the file `path`, which may have none.
void MakeFolderFor(const std::filesystem::path& path);

/// Writes `contents` to the file `path` atomically, replacing an existing file. Throws Error(kIo).
void WriteFileAtomically(const std::filesystem::path& path, std::span<const std::byte> contents);
void WriteFileAtomically(const std::filesystem::path& path, std::string_view contents);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_OUTPUT_FILE_H_
