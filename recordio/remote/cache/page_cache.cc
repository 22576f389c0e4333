#include "recordio/remote/cache/page_cache.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace imrec::remote {

std::uint64_t PageCache::NewFile() {
  const MutexLock lock(mutex_);
  return files_++;
}

PageCache::Segments::const_iterator PageCache::SegmentAt(const Key& key) const {
  const auto next = segments_.upper_bound(key);
  if (next == segments_.begin()) return next;
  const auto before = std::prev(next);
  return before->first.file == key.file && before->second.end > key.page ? before : next;
}

std::shared_ptr<Fetch> PageCache::Find(const Key& key) const {
  const MutexLock lock(mutex_);
  const auto found = SegmentAt(key);
  return found == segments_.end() || found->first > key ? nullptr : found->second.range->fetch;
}

std::shared_ptr<Fetch> PageCache::Add(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
                                      std::uint64_t max_pages, const Starter& start) {
  const MutexLock lock(mutex_);
  std::shared_ptr<Fetch> first;
  for (std::uint64_t page = begin; page < end;) {
    const auto found = SegmentAt({.file = file, .page = page});
    const bool in_file = found != segments_.end() && found->first.file == file;
    if (in_file && found->first.page <= page) {
      // A record whose first page came with another record is needed as long as its other pages.
      ranges_.splice(ranges_.end(), ranges_, found->second.range);
      if (page == begin) first = found->second.range->fetch;
      page = found->second.end;
      continue;
    }
    const std::uint64_t absent = std::min(end, in_file ? found->first.page : end);
    const std::uint64_t last = std::min(absent, page + max_pages);
    std::shared_ptr<Fetch> fetch = start(page, last);
    if (page == begin) first = fetch;
    Insert({.file = file, .begin = page, .end = last, .fetch = std::move(fetch)});
    page = last;
  }
  MakeRoom();
  return first;
}

void PageCache::Replace(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
                        std::shared_ptr<Fetch> fetch) {
  const MutexLock lock(mutex_);
  MakeAbsent(file, begin, end);
  Insert({.file = file, .begin = begin, .end = end, .fetch = std::move(fetch)});
  MakeRoom();
}

void PageCache::Forget(std::uint64_t file, std::uint64_t begin, std::uint64_t end) {
  const MutexLock lock(mutex_);
  MakeAbsent(file, begin, end);
}

// Leaves out pages of the segments. Ranges keep what other pages they have.
void PageCache::MakeAbsent(std::uint64_t file, std::uint64_t begin, std::uint64_t end) {
  for (auto next = SegmentAt({.file = file, .page = begin});
       next != segments_.end() && next->first < Key{.file = file, .page = end};) {
    const auto [key, segment] = *next;
    next = segments_.erase(next);
    if (key.page < begin) segments_.insert({key, {.end = begin, .range = segment.range}});
    if (segment.end > end) segments_.insert({{.file = file, .page = end}, segment});
  }
}

// The pages of the range are absent.
void PageCache::Insert(Range range) {
  bytes_ += (range.end - range.begin) * kPageBytes;
  const auto added = ranges_.insert(ranges_.end(), std::move(range));
  segments_.insert(
      {{.file = added->file, .page = added->begin}, {.end = added->end, .range = added}});
}

void PageCache::MakeRoom() {
  while (bytes_ > max_bytes_ && ranges_.size() > 1) Erase(ranges_.begin());
}

void PageCache::Drop(std::uint64_t file, const std::shared_ptr<Fetch>& fetch) {
  const MutexLock lock(mutex_);
  const auto found = std::ranges::find_if(
      ranges_, [&](const Range& range) { return range.file == file && range.fetch == fetch; });
  if (found != ranges_.end()) Erase(found);
}

void PageCache::Erase(Ranges::iterator range) {
  bytes_ -= (range->end - range->begin) * kPageBytes;
  const Key end{.file = range->file, .page = range->end};
  for (auto next = segments_.lower_bound({.file = range->file, .page = range->begin});
       next != segments_.end() && next->first < end;) {
    next = next->second.range == range ? segments_.erase(next) : std::next(next);
  }
  ranges_.erase(range);
}

}  // namespace imrec::remote
