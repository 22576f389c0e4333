// Visits the entries of a folder that a user names.
#ifndef IMREC_RECORDIO_CONSOLE_FOLDER_ENTRIES_H_
#define IMREC_RECORDIO_CONSOLE_FOLDER_ENTRIES_H_

#include <filesystem>
#include <system_error>

namespace imrec::console {

/// Calls see(entry) for each entry of a folder. Stops early in a very large folder; an unreadable
/// one has no entries.
template <typename See>
void ForEachEntry(const std::filesystem::path& folder, const See& see) {
  std::error_code failure;
  constexpr int kEntriesLookedAt = 10'000;
  int left = kEntriesLookedAt;
  for (std::filesystem::directory_iterator entry(folder, failure), end;
       !failure && entry != end && left > 0; entry.increment(failure), --left) {
    see(*entry);
  }
}

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_FOLDER_ENTRIES_H_
