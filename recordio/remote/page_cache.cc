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
  return found == pages_.end() ? nullptr : found->second;
}

std::shared_ptr<Fetch> PageCache::Add(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
                                      std::uint64_t max_pages, const Starter& start) {
  const MutexLock lock(mutex_);
  std::shared_ptr<Fetch> first;
  if (const auto found = pages_.find({file, begin}); begin < end && found != pages_.end()) {
    first = found->second;
  }
  for (std::uint64_t page = begin; page < end;) {
    if (pages_.contains({file, page})) {
      ++page;
      continue;
    }
    std::uint64_t last = page + 1;
    while (last < end && last - page < max_pages && !pages_.contains({file, last})) ++last;
    Range range{.file = file, .begin = page, .end = last, .fetch = start(page, last)};
    if (!first) first = range.fetch;
    for (; page < last; ++page) pages_.emplace(Key{file, page}, range.fetch);
    bytes_ += (range.end - range.begin) * kPageBytes;
    ranges_.push_back(std::move(range));
  }
  MakeRoom();
  return first;
}

void PageCache::Replace(std::uint64_t file, std::uint64_t begin, std::uint64_t end,
                        std::shared_ptr<Fetch> fetch) {
  const MutexLock lock(mutex_);
  for (std::uint64_t page = begin; page < end; ++page) {
    pages_.insert_or_assign({.file = file, .page = page}, fetch);
  }
  bytes_ += (end - begin) * kPageBytes;
  ranges_.push_back({.file = file, .begin = begin, .end = end, .fetch = std::move(fetch)});
  MakeRoom();
}

void PageCache::MakeRoom() {
  while (bytes_ > max_bytes_ && ranges_.size() > 1) {
    Erase(ranges_.front());
    ranges_.pop_front();
  }
}

void PageCache::Drop(std::uint64_t file, const std::shared_ptr<Fetch>& fetch) {
  const MutexLock lock(mutex_);
  const auto found = std::ranges::find_if(
      ranges_, [&](const Range& range) { return range.file == file && range.fetch == fetch; });
  if (found == ranges_.end()) return;
  Erase(*found);
  ranges_.erase(found);
}

void PageCache::Erase(const Range& range) {
  bytes_ -= (range.end - range.begin) * kPageBytes;
  for (std::uint64_t page = range.begin; page < range.end; ++page) {
    const auto found = pages_.find({.file = range.file, .page = page});
    if (found != pages_.end() && found->second == range.fetch) pages_.erase(found);
  }
}

}  // namespace imrec::remote
