#include <imrec/error.h>
#include <imrec/record_writer.h>

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::TempDir;

// Address space that reads as zeros and uses no memory.
class UntouchedBytes {
 public:
  explicit UntouchedBytes(std::size_t size)
      : size_(size),
        bytes_(
            ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (bytes_ == MAP_FAILED) throw std::runtime_error("mmap failed");
  }
  UntouchedBytes(const UntouchedBytes&) = delete;
  UntouchedBytes& operator=(const UntouchedBytes&) = delete;
  ~UntouchedBytes() { ::munmap(bytes_, size_); }

  std::span<const std::byte> span() const { return {static_cast<const std::byte*>(bytes_), size_}; }

 private:
  std::size_t size_;
  void* bytes_;
};

TEST(RecordWriter, WritesRecordsAndIndex) {
  const TempDir dir;
  RecordWriter writer(dir / "a.rec");
  EXPECT_EQ(writer.Write(7, Bytes("hello")), 0U);
  EXPECT_EQ(writer.Write(3, {}), 16U);
  EXPECT_EQ(writer.Write(1ULL << 40, Bytes("last")), 24U);
  EXPECT_EQ(writer.count(), 3U);
  EXPECT_EQ(writer.size(), 36U);
  EXPECT_FALSE(std::filesystem::exists(dir / "a.rec"));
  EXPECT_FALSE(std::filesystem::exists(dir / "a.idx"));
  writer.Close();
  EXPECT_EQ(std::filesystem::file_size(dir / "a.rec"), 36U);
  EXPECT_EQ(test::ReadText(dir / "a.idx"), "7\t0\n3\t16\n1099511627776\t24\n");
}

TEST(RecordWriter, RefusesPayloadsOf2To29Bytes) {
  const TempDir dir;
  RecordWriter writer(dir / "a.rec");
  const UntouchedBytes large((std::size_t{1} << 29) + 1);
  for (const std::size_t size : {large.span().size(), large.span().size() - 1}) {
    try {
      writer.Write(9, large.span().first(size));
      ADD_FAILURE() << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kLimitExceeded);
      EXPECT_EQ(error.where().key, 9U);
      EXPECT_EQ(error.where().file, (dir / "a.rec").string());
    }
  }
  // The refused record leaves no trace, and the writer can still be used.
  writer.Write(1, Bytes("small"));
  writer.Close();
  EXPECT_EQ(test::ReadText(dir / "a.idx"), "1\t0\n");
  EXPECT_EQ(std::filesystem::file_size(dir / "a.rec"), 16U);
}

TEST(RecordWriter, WithoutCloseTheOldFilesStay) {
  const TempDir dir;
  test::WriteFile(dir / "a.rec", "old records");
  test::WriteFile(dir / "a.idx", "old index");
  {
    RecordWriter writer(dir / "a.rec");
    writer.Write(1, Bytes("new"));
  }
  EXPECT_EQ(test::ReadText(dir / "a.rec"), "old records");
  EXPECT_EQ(test::ReadText(dir / "a.idx"), "old index");
  EXPECT_FALSE(std::filesystem::exists(dir / "a.rec.partial"));
  EXPECT_FALSE(std::filesystem::exists(dir / "a.idx.partial"));
}

TEST(RecordWriter, IfAFolderHasTheNameOfAFileTheOldFilesStay) {
  const TempDir dir;
  for (const char* folder : {"a.rec", "a.idx"}) {
    const std::string other = folder == std::string("a.rec") ? "a.idx" : "a.rec";
    test::WriteFile(dir / other, "old");
    std::filesystem::create_directories(dir / folder / "in the way");
    {
      RecordWriter writer(dir / "a.rec");
      writer.Write(1, Bytes("new"));
      EXPECT_THROW(writer.Close(), Error);
    }
    EXPECT_EQ(test::ReadText(dir / other), "old");
    EXPECT_EQ(std::distance(begin(std::filesystem::directory_iterator(dir.path())), {}), 2);
    std::filesystem::remove_all(dir / folder);
    std::filesystem::remove(dir / other);
  }
}

TEST(RecordWriter, RefusesASecondWriterOfTheSameFile) {
  const TempDir dir;
  RecordWriter writer(dir / "a.rec");
  EXPECT_THROW(RecordWriter(dir / "a.rec"), Error);
  writer.Write(1, Bytes("x"));
  writer.Close();
  EXPECT_EQ(test::ReadText(dir / "a.idx"), "1\t0\n");
}

TEST(RecordWriter, FileCannotBeItsOwnIndex) {
  const TempDir dir;
  try {
    RecordWriter writer(dir / "a.idx");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

}  // namespace
}  // namespace imrec
