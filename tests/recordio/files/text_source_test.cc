#include "recordio/internal/text_source.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

std::string All(const TextSource& text) {
  std::string all(text.size(), '\0');
  text.ReadAt(0, std::as_writable_bytes(std::span(all)));
  return all;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Stream = std::unique_ptr<std::FILE, CloseFile>;

// Its temporary files are in a folder of the test.
class TextStreamTest : public testing::Test {
 protected:
  TextStreamTest() {
    fs::create_directory(dir_ / "tmp");
    const char* before = std::getenv("TMPDIR");
    if (before != nullptr) before_ = before;
    ::setenv("TMPDIR", (dir_ / "tmp").c_str(), 1);
  }
  ~TextStreamTest() override {
    if (before_.empty()) {
      ::unsetenv("TMPDIR");
    } else {
      ::setenv("TMPDIR", before_.c_str(), 1);
    }
  }

  Stream Open(const std::string& contents) const {
    WriteFile(dir_ / "in", contents);
    return Stream(std::fopen((dir_ / "in").c_str(), "rb"));
  }

  TempDir dir_;
  std::string before_;
};

TEST_F(TextStreamTest, HoldsTheWholeStream) {
  for (const std::size_t size : {0U, 1U, 9'999U, 10'000U, 10'001U, 20'002U, 700'000U}) {
    std::string contents;
    while (contents.size() < size) contents += std::to_string(contents.size()) + '\n';
    contents.resize(size);
    const TextSource text(Open(contents).get(), 10'000);
    EXPECT_EQ(text.size(), size);
    EXPECT_EQ(All(text), contents) << size;
    EXPECT_FALSE(text.HasChanged());
    EXPECT_TRUE(fs::is_empty(dir_ / "tmp")) << "the file has no name, so nothing is left of it";
  }
}

TEST_F(TextStreamTest, SaysThatTheTemporaryFileCannotBeWritten) {
  fs::remove(dir_ / "tmp");
  EXPECT_EQ(All(TextSource(Open("small").get(), 10)), "small");
  // Without the folder that TMPDIR names, it is in /tmp.
  EXPECT_EQ(All(TextSource(Open("not so small").get(), 10)), "not so small");
  ::setenv("TMPDIR", "/proc", 1);
  try {
    const TextSource text(Open("not so small").get(), 10);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIo);
    EXPECT_NE(std::string(error.what()).find("TMPDIR"), std::string::npos) << error.what();
  }
}

TEST(TextSource, KnowsThatItsFileHasChanged) {
  const TempDir dir;
  WriteFile(dir / "a.lst", "abc");
  const TextSource text(dir / "a.lst");
  EXPECT_EQ(All(text), "abc");
  EXPECT_FALSE(text.HasChanged());
  WriteFile(dir / "a.lst", "abcd");
  EXPECT_TRUE(text.HasChanged());
}

TEST(TextSource, FileMustBeARegularOne) {
  const TempDir dir;
  EXPECT_THROW(TextSource(dir / "none"), Error);
  EXPECT_THROW(TextSource{dir.path()}, Error);
}

}  // namespace
}  // namespace imrec::test
