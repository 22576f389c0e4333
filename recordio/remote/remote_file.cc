#include "recordio/remote/remote_file.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include <imrec/error.h>

namespace imrec::remote {
namespace {

constexpr std::uint64_t kPage = PageCache::kPageBytes;
// A file of up to so many bytes is fetched as a whole: that takes no longer than a few records.
constexpr std::uint64_t kSmallFile = std::uint64_t{8} << 20;
constexpr std::uint64_t kPagesPerRequest = (std::uint64_t{4} << 20) / kPage;
constexpr std::uint64_t kWindow = std::uint64_t{32} << 20;  // of a long read, requested at once
constexpr std::uint64_t kLongRead = 4 * kPage;  // of a reader that is probably sequential
constexpr std::uint64_t kReadAhead = std::uint64_t{8} << 20;

}  // namespace

RemoteFile::RemoteFile(const std::string& path, std::shared_ptr<RemoteSession> session)
    : session_(std::move(session)), file_(session_->Open(path)) {
  if (size() <= std::min(kSmallFile, AtOnce())) Request(0, size(), false);
}

void RemoteFile::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
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
    const std::shared_ptr<Fetch> fetch = FetchWith(offset, out.size());
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
    offset += count;
    out = out.subspan(count);
  }
}

// Returns the fetch that has the byte at `offset`; requests it, with the `wanted` bytes that are
// read next, if there is none.
std::shared_ptr<Fetch> RemoteFile::FetchWith(std::uint64_t offset, std::uint64_t wanted) const {
  const PageCache::Key key{.file = file_->number, .page = offset / kPage};
  if (std::shared_ptr<Fetch> found = session_->pages().Find(key)) return found;
  file_->object->Prepare();
  return Request(offset, std::min(wanted, AtOnce()), true);
}

// How many bytes may be requested at once, so that they do not push each other out of memory.
std::uint64_t RemoteFile::AtOnce() const {
  return std::min(kWindow, session_->client().options().memory / 4);
}

void RemoteFile::WillNeed(std::uint64_t offset, std::uint64_t length) const {
  if (offset >= size()) return;
  try {
    Request(offset, std::min(length, AtOnce()), false);
  } catch (const std::exception&) {
    return;  // this is only a hint; ReadAt() reports failures
  }
}

std::shared_ptr<Fetch> RemoteFile::Request(std::uint64_t offset, std::uint64_t length,
                                           bool urgent) const {
  if (session_->client().owner() != ::getpid()) {
    throw Error(ErrorCode::kUnsupported,
                "a remote file that was opened before a fork cannot be read after it",
                {.file = path()});
  }
  const std::uint64_t end = offset + std::min(length, size() - offset);
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
