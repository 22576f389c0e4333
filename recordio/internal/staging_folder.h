// A local folder for files that are sent to an object store.
#ifndef IMREC_RECORDIO_INTERNAL_STAGING_FOLDER_H_
#define IMREC_RECORDIO_INTERNAL_STAGING_FOLDER_H_

#include <filesystem>
#include <memory>

namespace imrec {

/// Only the user who made it can use the folder. The destructor removes it if it is empty. Not
/// thread-safe.
class StagingFolder {
 public:
  /// Returns the folder of `purpose`, such as the name of a data set, in `parent` (empty: $TMPDIR
  /// or /tmp): always the same, with the contents that an earlier process has left if `keeps` is
  /// set. It is locked. Throws Error(kIo) if it cannot be made, belongs to another user, or is in
  /// use.
  static StagingFolder Of(const std::filesystem::path& purpose, const std::filesystem::path& parent,
                          bool keeps);
  /// Returns a new folder that no other process uses, and that is removed with its contents.
  static StagingFolder New(const std::filesystem::path& parent);

  StagingFolder(StagingFolder&&) noexcept;
  StagingFolder& operator=(StagingFolder&&) noexcept;
  ~StagingFolder();

  const std::filesystem::path& path() const;
  /// Removes all that is in it.
  void Clear();

 private:
  struct State;
  explicit StagingFolder(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_STAGING_FOLDER_H_
