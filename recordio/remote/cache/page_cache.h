// Ranges of remote files in memory.
#ifndef IMREC_RECORDIO_REMOTE_CACHE_PAGE_CACHE_H_
#define IMREC_RECORDIO_REMOTE_CACHE_PAGE_CACHE_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>

#include "recordio/internal/mutex.h"
#include "recordio/remote/http/fetch.h"

namespace imrec::remote {

/// The pages of one or more files that are in memory, or on their way. The ranges that were asked
/// for least recently are dropped when there are too many bytes. Thread-safe.
class PageCache {
 public:
  static constexpr std::uint64_t kPageBytes = std::uint64_t{4} << 10;

  struct Key {
    std::uint64_t file = 0;
    std::uint64_t page = 0;

    friend auto operator<=>(const Key&, const Key&) = default;  // NOLINT(modernize-use-nullptr)
  };
  /// Starts a fetch of the pages from `begin` to before `end`.
  using Starter = std::function<std::shared_ptr<Fetch>(std::uint64_t begin, std::uint64_t end)>;

  /// `max_bytes` are kept; a range that is longer is kept alone.
  explicit PageCache(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  std::uint64_t NewFile() IMREC_EXCLUDES(mutex_);

  /// Returns the fetch that has a page; null if there is none.
  std::shared_ptr<Fetch> Find(const Key& key) const IMREC_EXCLUDES(mutex_);

  /// Calls `start` for each run of absent pages from `begin` to before `end`, in pieces of up to
  /// `max_pages`, and adds what it returns. The ranges that have the other pages are then the
  /// latest, too. Returns the fetch that has the page `begin`, also if it was dropped at once to
  /// make room for later ones; null if there are no pages.
  std::shared_ptr<Fetch> Add(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
                             std::uint64_t max_pages, const Starter& start) IMREC_EXCLUDES(mutex_);

  /// Adds a fetch of the pages from `begin` to before `end`, in place of those that have them.
  void Replace(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
               std::shared_ptr<Fetch> fetch) IMREC_EXCLUDES(mutex_);

  /// Drops the pages from `begin` to before `end`, so that they are fetched again.
  void Forget(std::uint64_t file, std::uint64_t begin, std::uint64_t end) IMREC_EXCLUDES(mutex_);

  /// Drops a fetch, so that its pages are fetched again.
  void Drop(std::uint64_t file, const std::shared_ptr<Fetch>& fetch) IMREC_EXCLUDES(mutex_);

 private:
  struct Range {
    std::uint64_t file;
    std::uint64_t begin;
    std::uint64_t end;
    std::shared_ptr<Fetch> fetch;
  };
  using Ranges = std::list<Range>;
  // Adjacent pages, from that of its key, that one range has.
  struct Segment {
    std::uint64_t end;
    Ranges::iterator range;
  };
  using Segments = std::map<Key, Segment>;

  // The first segment that ends after the page.
  Segments::const_iterator SegmentAt(const Key& key) const IMREC_REQUIRES(mutex_);
  void Insert(Range range) IMREC_REQUIRES(mutex_);
  void MakeAbsent(std::uint64_t file, std::uint64_t begin, std::uint64_t end)
      IMREC_REQUIRES(mutex_);
  void Erase(Ranges::iterator range) IMREC_REQUIRES(mutex_);
  void MakeRoom() IMREC_REQUIRES(mutex_);

  const std::uint64_t max_bytes_;
  mutable Mutex mutex_;
  std::uint64_t files_ IMREC_GUARDED_BY(mutex_) = 0;
  std::uint64_t bytes_ IMREC_GUARDED_BY(mutex_) = 0;
  Segments segments_ IMREC_GUARDED_BY(mutex_);  // do not overlap
  Ranges ranges_ IMREC_GUARDED_BY(mutex_);      // the least recently asked for first
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CACHE_PAGE_CACHE_H_
