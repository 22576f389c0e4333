#include "recordio/remote/page_cache.h"

#include <algorithm>
#include <utility>

namespace imrec::remote {

std::uint64_t PageCache::NewFile() {
  const MutexLock lock(mutex_);
  return files_++;
}

std::shared_ptr<Fetch> PageCache::Find(const Key& key) const {
  const MutexLock lock(mutex_);
  const auto found = pages_.find(key);
  return found == pages_.end() ? nullptr : found->second->fetch;
}

std::shared_ptr<Fetch> PageCache::Add(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
                                      std::uint64_t max_pages, const Starter& start) {
  const MutexLock lock(mutex_);
  std::shared_ptr<Fetch> first;
  for (std::uint64_t page = begin; page < end;) {
    if (const auto found = pages_.find({file, page}); found != pages_.end()) {
      // A record whose first page came with another record is needed as long as its other pages.
      ranges_.splice(ranges_.end(), ranges_, found->second);
      if (page == begin) first = found->second->fetch;
      ++page;
      continue;
    }
    std::uint64_t last = page + 1;
    while (last < end && last - page < max_pages && !pages_.contains({file, last})) ++last;
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
  Insert({.file = file, .begin = begin, .end = end, .fetch = std::move(fetch)});
  MakeRoom();
}

void PageCache::Insert(Range range) {
  bytes_ += (range.end - range.begin) * kPageBytes;
  const auto added = ranges_.insert(ranges_.end(), std::move(range));
  for (std::uint64_t page = added->begin; page < added->end; ++page) {
    pages_.insert_or_assign({.file = added->file, .page = page}, added);
  }
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
  for (std::uint64_t page = range->begin; page < range->end; ++page) {
    const auto found = pages_.find({.file = range->file, .page = page});
    if (found != pages_.end() && found->second == range) pages_.erase(found);
  }
  ranges_.erase(range);
}

}  // namespace imrec::remote
