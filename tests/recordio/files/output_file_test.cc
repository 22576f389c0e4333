#include <imrec/error.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "recordio/internal/output_file.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::TempDir;

// During its lifetime, no file of this process can grow beyond `bytes`, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST(OutputFile, NothingIsVisibleBeforeCommit) {
  const TempDir dir;
  OutputFile file(dir / "a.txt");
  file.Write("some ");
  file.Sync();
  file.Write("text");
  EXPECT_EQ(file.size(), 9U);
  EXPECT_EQ(file.path(), dir / "a.txt");
  EXPECT_FALSE(std::filesystem::exists(dir / "a.txt"));
  file.Commit();
  EXPECT_EQ(test::ReadText(dir / "a.txt"), "some text");
  EXPECT_FALSE(std::filesystem::exists(dir / "a.txt.partial"));
}

TEST(OutputFile, WithoutCommitTheOldFileStays) {
  const TempDir dir;
  test::WriteFile(dir / "a.txt", "old");
  {
    OutputFile file(dir / "a.txt");
    file.Write("new");
    EXPECT_TRUE(std::filesystem::exists(dir / "a.txt.partial"));
  }
  EXPECT_EQ(test::ReadText(dir / "a.txt"), "old");
  EXPECT_FALSE(std::filesystem::exists(dir / "a.txt.partial"));
}

TEST(OutputFile, TruncatesThePartialFileOfADeadProcess) {
  const TempDir dir;
  test::WriteFile(dir / "a.txt.partial", "a long leftover of a crash");
  WriteFileAtomically(dir / "a.txt", "short");
  EXPECT_EQ(test::ReadText(dir / "a.txt"), "short");
}

TEST(OutputFile, ContinuesAPartialFile) {
  const TempDir dir;
  {
    OutputFile file(dir / "a.txt");
    file.Write("0123456789");
    file.LeavePartial();
  }
  EXPECT_EQ(test::ReadText(OutputFile::PartialPathFor(dir / "a.txt")), "0123456789");
  OutputFile file = OutputFile::Continue(dir / "a.txt");
  EXPECT_EQ(file.size(), 10U);
  file.Truncate(4);
  file.Write("end");
  file.Flush();
  EXPECT_EQ(test::ReadText(OutputFile::PartialPathFor(dir / "a.txt")), "0123end");
  file.Commit();
  EXPECT_EQ(test::ReadText(dir / "a.txt"), "0123end");
  OutputFile fresh = OutputFile::Continue(dir / "b.txt");
  EXPECT_EQ(fresh.size(), 0U);
}

TEST(OutputFile, KeepsThePartialFileIfRequested) {
  const TempDir dir;
  {
    OutputFile file(dir / "a.txt");
    file.KeepPartial();
    file.Write("kept");
  }
  EXPECT_EQ(test::ReadText(dir / "a.txt.partial"), "kept");
  { const OutputFile file = OutputFile::Continue(dir / "a.txt"); }
  EXPECT_EQ(test::ReadText(dir / "a.txt.partial"), "kept");
  {
    OutputFile file = OutputFile::Continue(dir / "a.txt");
    file.KeepPartial(false);
  }
  EXPECT_FALSE(std::filesystem::exists(dir / "a.txt.partial"));
}

TEST(OutputFile, KeepsTheBytesWrittenBeforeTheDiskWasFull) {
  const TempDir dir;
  {
    OutputFile file(dir / "a.bin");
    file.KeepPartial();
    file.Write(std::string(50000, 'x'));
    file.Flush();
    const FileSizeLimit limit(100000);
    EXPECT_THROW(file.Write(std::string(2000000, 'y')), Error);
  }
  EXPECT_THAT(test::ReadText(dir / "a.bin.partial"), testing::StartsWith(std::string(50000, 'x')));
}

TEST(OutputFile, DoesNotWriteToOtherFilesWithThePartialName) {
  const TempDir dir;
  test::WriteFile(dir / "precious", "precious");
  std::filesystem::create_symlink("precious", dir / "link.partial");
  std::filesystem::create_symlink("none", dir / "broken.partial");
  std::filesystem::create_symlink("/dev/full", dir / "device.partial");
  std::filesystem::create_directory(dir / "folder.partial");
  ASSERT_EQ(::mkfifo((dir / "pipe.partial").c_str(), 0600), 0);
  for (const char* name : {"link", "broken", "device", "folder", "pipe"}) {
    try {
      WriteFileAtomically(dir / name, "text");
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kIo);
      EXPECT_THAT(error.what(), testing::HasSubstr(std::string(name) + ": cannot create: " + name +
                                                   ".partial exists and is "));
    }
  }
  EXPECT_EQ(test::ReadText(dir / "precious"), "precious");
  EXPECT_FALSE(std::filesystem::exists(dir / "none"));
}

TEST(OutputFile, WritesOfAllSizesKeepTheirOrder) {
  const TempDir dir;
  std::string expected;
  OutputFile file(dir / "a.bin");
  for (const std::size_t size : {1U, 700000U, 400000U, 3000000U, 5U, 1U << 20U, 0U, 7U}) {
    const std::string chunk(size, static_cast<char>('a' + size % 26));
    file.Write(chunk);
    expected += chunk;
    EXPECT_EQ(file.size(), expected.size());
  }
  file.Commit();
  EXPECT_EQ(test::ReadText(dir / "a.bin"), expected);
}

TEST(OutputFile, RefusesASecondWriterWithoutDamage) {
  const TempDir dir;
  OutputFile first(dir / "a.txt");
  first.Write("first");
  first.Sync();
  EXPECT_THROW(OutputFile(dir / "a.txt"), Error);
  first.Commit();
  EXPECT_EQ(test::ReadText(dir / "a.txt"), "first");
}

TEST(OutputFile, MovedFileStillCommits) {
  const TempDir dir;
  OutputFile file(dir / "a.txt");
  file.Write("text");
  OutputFile other(std::move(file));
  other.Commit();
  EXPECT_EQ(test::ReadText(dir / "a.txt"), "text");
}

TEST(OutputFile, FolderThatCannotBeWrittenIsAnError) {
  const TempDir dir;
  test::WriteFile(dir / "file", "");
  // A file cannot be created in a missing folder or below a file, even by root.
  for (const std::filesystem::path& path : {dir / "none/a.txt", dir / "file/a.txt"}) {
    try {
      OutputFile file(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kIo);
      EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos);
    }
  }
}

TEST(OutputFile, FailedRenameLeavesNoPartialFile) {
  const TempDir dir;
  std::filesystem::create_directories(dir / "a.txt/in the way");
  EXPECT_THROW(WriteFileAtomically(dir / "a.txt", "text"), Error);
  EXPECT_TRUE(std::filesystem::is_directory(dir / "a.txt"));
  EXPECT_FALSE(std::filesystem::exists(dir / "a.txt.partial"));
}

TEST(OutputFile, FullDiskIsAnErrorAndTheOldFileStays) {
  const TempDir dir;
  test::WriteFile(dir / "a.bin", "old");
  {
    const FileSizeLimit limit(100000);
    EXPECT_THROW(WriteFileAtomically(dir / "a.bin", std::string(200000, 'x')), Error);
    EXPECT_THROW(WriteFileAtomically(dir / "a.bin", std::string(2000000, 'x')), Error);
  }
  EXPECT_EQ(test::ReadText(dir / "a.bin"), "old");
  EXPECT_FALSE(std::filesystem::exists(dir / "a.bin.partial"));
}

TEST(OutputFile, CannotBeCommittedAfterAFailedWrite) {
  const TempDir dir;
  OutputFile file(dir / "a.bin");
  {
    const FileSizeLimit limit(100000);
    EXPECT_THROW(file.Write(std::string(2000000, 'x')), Error);
  }
  // There is space again, but part of the contents is lost.
  EXPECT_THROW(file.Write("more"), Error);
  EXPECT_THROW(file.Commit(), Error);
  EXPECT_FALSE(std::filesystem::exists(dir / "a.bin"));
}

// A writer may open a partial file at the moment when another one renames or removes it. It must
// neither truncate the finished file nor lose its own.
TEST(OutputFile, ConcurrentWritersNeverDamageTheFinishedFile) {
  const TempDir dir;
  const std::string contents(1000, 'x');
  WriteFileAtomically(dir / "a.txt", contents);
  std::atomic<int> damaged = 0;
  std::atomic<int> failed_commits = 0;
  const auto rival = [&] {
    for (int i = 0; i < 400; ++i) {
      std::optional<OutputFile> file;
      try {
        file.emplace(dir / "a.txt");
      } catch (const Error&) {
        continue;  // the other writer has it
      }
      try {
        file->Write(contents);
        if (i % 2 == 0) file->Commit();
      } catch (const Error&) {
        ++failed_commits;
      }
      if (test::ReadText(dir / "a.txt") != contents) ++damaged;
    }
  };
  std::vector<std::thread> rivals;
  for (int i = 0; i < 4; ++i) rivals.emplace_back(rival);
  for (std::thread& thread : rivals) thread.join();
  EXPECT_EQ(damaged, 0);
  EXPECT_EQ(failed_commits, 0);
}

TEST(OutputFile, ANewFileIsNotCreatedTwice) {
  const TempDir dir;
  std::optional<OutputFile> file = OutputFile::TryCreateNew(dir / "file");
  ASSERT_TRUE(file);
  EXPECT_FALSE(OutputFile::TryCreateNew(dir / "file"));
  file->Write("text");
  file->Commit();
  EXPECT_EQ(test::ReadText(dir / "file"), "text");
  EXPECT_TRUE(OutputFile::TryCreateNew(dir / "file"));
  EXPECT_FALSE(std::filesystem::exists(dir / "file.partial")) << "removed on destruction";
  EXPECT_THROW(OutputFile::TryCreateNew(dir / "no/folder"), Error);
}

}  // namespace
}  // namespace imrec
