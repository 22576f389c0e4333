#include "recordio/files/mapped_file.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/files/page_size.h"

namespace imrec {

MappedFile::MappedFile(InputFile file) : file_(std::move(file)) {
  if (size() == 0) return;
  void* mapped = ::mmap(nullptr, size(), PROT_READ, MAP_SHARED, file_.descriptor(), 0);
  if (mapped == MAP_FAILED) {
    throw Error(ErrorCode::kIo, "cannot map: " + std::generic_category().message(errno),
                {.file = path()});
  }
  bytes_ = static_cast<std::byte*>(mapped);
}

MappedFile::~MappedFile() {
  if (bytes_ != nullptr) ::munmap(bytes_, size());
}

void MappedFile::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
  if (offset > size() || size() - offset < out.size()) {
    throw Error(ErrorCode::kCorruptData,
                "expected " + std::to_string(out.size()) + " bytes, but the file ends earlier",
                {.file = path(), .offset = offset});
  }
  std::copy_n(bytes_ + offset, out.size(), out.begin());
}

void MappedFile::Advise(std::uint64_t offset, std::uint64_t length, int advice) const {
  const ByteRange pages = PagesAround(offset, length);
  const std::uint64_t end = std::min(size(), pages.end);
  if (pages.begin >= end) return;
  static_cast<void>(::madvise(bytes_ + pages.begin, end - pages.begin, advice));
}

void MappedFile::WillNeed(std::uint64_t offset, std::uint64_t length) const {
  Advise(offset, length, MADV_WILLNEED);
}

void MappedFile::DontNeed(std::uint64_t offset, std::uint64_t length) const {
  // The page cache keeps pages that are mapped, so unmap them first.
  Advise(offset, length, MADV_DONTNEED);
  file_.DontNeed(offset, length);
}

}  // namespace imrec
