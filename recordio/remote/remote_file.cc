#include "recordio/remote/remote_file.h"

#include <algorithm>
#include <utility>

#include <imrec/error.h>

#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

constexpr std::uint64_t kPage = PageCache::kPageBytes;
// A file of up to so many bytes is fetched as a whole: that takes no longer than a few records.
constexpr std::uint64_t kSmallFile = std::uint64_t{8} << 20;
constexpr std::uint64_t kPagesPerRequest = (std::uint64_t{4} << 20) / kPage;
constexpr std::uint64_t kWindow = std::uint64_t{32} << 20;  // of a long read, requested at once
constexpr std::uint64_t kLongRead = std::uint64_t{64}
                                    << 10;  // of a reader that is probably sequential
constexpr std::uint64_t kReadAhead = std::uint64_t{8} << 20;

}  // namespace

RemoteFile::RemoteFile(const std::string& path, std::shared_ptr<RemoteSession> session)
    : session_(std::move(session)), file_(session_->Open(path)) {
  if (size() <= std::min(kSmallFile, AtOnce())) Request(0, size(), false);
}

void RemoteFile::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
  session_->RequireOwner(path());
  ThrowingCauseOfStop([&] { file_->object->KeepReady(); });
  if (offset > size() || out.size() > size() - offset) {
    const std::uint64_t there = size() - std::min(offset, size());
    throw Error(ErrorCode::kCorruptData,
                "file ends " + std::to_string(out.size() - there) + " bytes too early",
                {.file = path(), .offset = offset});
  }
  if (out.size() >= kLongRead) {
    const std::uint64_t end = offset + out.size();
    if (sequential_end_.exchange(end) == offset) WillNeed(end, kReadAhead);
  }
  while (!out.empty()) {
    const std::size_t count = ReadSome(offset, out);
    offset += count;
    out = out.subspan(count);
  }
}

// Reads at least one byte, and returns how many.
std::size_t RemoteFile::ReadSome(std::uint64_t offset, std::span<std::byte> out) const {
  const PageCache::Key key{.file = file_->number, .page = offset / kPage};
  std::shared_ptr<Fetch> fetch = session_->pages().Find(key);
  if (!fetch) {
    if (const std::size_t count = ReadCached(offset, out); count > 0) return count;
    Prepare();
    fetch = Request(offset, std::min<std::uint64_t>(out.size(), AtOnce()), true);
  }
  try {
    session_->client().Wait(*fetch);
  } catch (...) {
    session_->pages().Drop(file_->number, fetch);
    throw;
  }
  const std::span<const std::byte> bytes =
      std::span(fetch->bytes()).subspan(offset - fetch->request().offset);
  const std::size_t count = std::min(bytes.size(), out.size());
  std::ranges::copy(bytes.first(count), out.begin());
  return count;
}

// The file was open, so if it may no longer be read, that is no matter of one record.
void RemoteFile::Prepare() const {
  try {
    ThrowingCauseOfStop([&] { file_->object->Prepare(); });
  } catch (const Error& error) {
    throw Error(ErrorCode::kUnavailable, error.reason(), error.where());
  }
}

// Returns 0 if the byte at `offset` is not in the cache.
std::size_t RemoteFile::ReadCached(std::uint64_t offset, std::span<std::byte> out) const {
  if (!file_->cached) return 0;
  const std::uint64_t block_end = (offset / kBlockBytes + 1) * kBlockBytes;
  out = out.first(std::min<std::uint64_t>(out.size(), block_end - offset));
  if (!session_->cache()->ReadAt(*file_->cached, offset, out)) return 0;
  session_->client().CountCached(out.size());
  return out.size();
}

// How many bytes may be requested at once, so that they do not push each other out of memory.
std::uint64_t RemoteFile::AtOnce() const {
  return std::min(kWindow, session_->client().options().memory / 4);
}

void RemoteFile::WillNeed(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= size()) return;
  try {
    session_->RequireOwner(path());
    Request(offset, std::min(length, AtOnce()), false);
  } catch (const std::exception&) {
    return;  // this is only a hint; ReadAt() reports failures
  }
}

bool RemoteFile::Forget(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= size()) return true;
  const std::uint64_t end = offset + std::min(length, size() - offset);
  session_->pages().Forget(file_->number, offset / kPage, (end + kPage - 1) / kPage);
  if (file_->cached) {
    for (std::uint64_t block = offset / kBlockBytes; block * kBlockBytes < end; ++block) {
      session_->cache()->Forget(*file_->cached, block);
    }
  }
  return true;
}

std::shared_ptr<Fetch> RemoteFile::Request(std::uint64_t offset, std::uint64_t length,
                                           bool urgent) const {
  const std::uint64_t end = offset + std::min(length, size() - offset);
  if (!file_->cached) return RequestPages(offset, end, urgent);
  std::shared_ptr<Fetch> first;
  while (offset < end) {
    const std::uint64_t block_end = std::min(end, (offset / kBlockBytes + 1) * kBlockBytes);
    RequestBlock(offset / kBlockBytes, urgent);
    // The byte at the start of an urgent request is neither in memory nor in the cache. Its block
    // may be on its way to the cache, and have left the memory already.
    const bool is_first = urgent && !first;
    if (is_first || !session_->cache()->HasOrFetches(*file_->cached, offset / kBlockBytes)) {
      const std::shared_ptr<Fetch> fetch = RequestPages(offset, block_end, urgent);
      if (is_first) first = fetch;
    }
    offset = block_end;
  }
  return first;
}

// Requests a whole block to be stored in the cache, unless it is there or others fetch it.
void RemoteFile::RequestBlock(std::uint64_t block, bool urgent) const {
  DiskCache& cache = *session_->cache();
  if (cache.HasOrFetches(*file_->cached, block)) return;
  std::shared_ptr<BlockClaim> claim = cache.Claim(file_->cached, block);
  if (!claim) return;
  const std::uint64_t begin = block * kBlockBytes;
  const std::uint64_t length = std::min(kBlockBytes, size() - begin);
  FetchRequest request{.object = file_->object,
                       .offset = begin,
                       .length = length,
                       .version = file_->version,
                       .on_done = [&cache, claim](std::shared_ptr<const Fetch> fetch) {
                         cache.Store(claim, std::move(fetch));
                       }};
  session_->pages().Replace(file_->number, begin / kPage, (begin + length + kPage - 1) / kPage,
                            session_->client().Start(std::move(request), urgent));
}

// Requests the pages that are neither in memory nor in the cache.
std::shared_ptr<Fetch> RemoteFile::RequestPages(std::uint64_t offset, std::uint64_t end,
                                                bool urgent) const {
  return session_->pages().Add(file_->number, offset / kPage, (end + kPage - 1) / kPage,
                               kPagesPerRequest, [&](std::uint64_t begin, std::uint64_t stop) {
                                 return session_->client().Start(
                                     {.object = file_->object,
                                      .offset = begin * kPage,
                                      .length = std::min(stop * kPage, size()) - begin * kPage,
                                      .version = file_->version},
                                     urgent);
                               });
}

}  // namespace imrec::remote
