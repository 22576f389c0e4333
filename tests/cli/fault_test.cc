// im2rec on a failing machine: what the user sees, and that nothing is lost.
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/file_digest.h"
#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/sha256.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What each file of a folder holds, in short.
std::map<std::string, std::string> ContentsOf(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[entry.path().filename()] = Sha256(ReadBytes(entry.path()));
  }
  return files;
}

// A data set in out/, made of three images; the list then grows to `kLines` large ones.
class FaultTest : public testing::Test {
 protected:
  static constexpr int kLines = 200;

  FaultTest() { MakeOldSet(dir_ / "out"); }

  void MakeOldSet(const std::filesystem::path& out) const {
    WriteFile(dir_ / "in/a.jpg", MakeJpeg({500, 400}, 1, 98));
    WriteFile(out / "set.lst", "1\t0\ta.jpg\n2\t0\ta.jpg\n3\t0\ta.jpg\n");
    ASSERT_EQ(Pack(out).exit_code, 0);
    std::string list;
    for (int i = 0; i < kLines; ++i) list += std::to_string(i) + "\t0\ta.jpg\n";
    WriteFile(out / "set.lst", list);
  }
  ProcessResult Pack(const std::filesystem::path& out, std::vector<std::string> arguments = {},
                     const RunOptions& options = {}) const {
    arguments.insert(arguments.end(), {"--pass-through", out / "set", dir_ / "in"});
    return RunTool("im2rec", arguments, options);
  }

  TempDir dir_;
};

// Files of the child process cannot grow beyond 1 MiB: write() fails as on a full disk.
void LimitFileSize() {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = 1 << 20, .rlim_max = 1 << 20};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

// Without the partial files of a run that has failed.
std::map<std::string, std::string> WithoutPartial(std::map<std::string, std::string> files) {
  std::erase_if(files, [](const auto& file) { return file.first.ends_with(".partial"); });
  return files;
}

const auto kSaysHowToGoOn =
    HasSubstr("the records packed so far are kept; the same command with --resume");

TEST_F(FaultTest, AWriteThatFailsLeavesTheOldSetAndWhatIsPacked) {
  const std::filesystem::path out = dir_ / "out";
  const auto before = ContentsOf(out);
  const std::vector<std::vector<std::string>> cases = {
      {}, {"--num-shards", "2"}, {"--shard-size", "100M"}, {"--compress", "zstd:1"}};
  for (const auto& arguments : cases) {
    const ProcessResult failed = Pack(out, arguments, {.before_exec = LimitFileSize});
    EXPECT_EQ(failed.exit_code, 2);
    EXPECT_THAT(failed.err, AllOf(HasSubstr(".rec: cannot write: File too large"),
                                  Not(HasSubstr(".partial")), kSaysHowToGoOn));
    EXPECT_EQ(WithoutPartial(ContentsOf(out)), before);
    // Failing once more loses nothing.
    std::vector<std::string> resuming = arguments;
    resuming.emplace_back("--resume");
    EXPECT_THAT(Pack(out, resuming, {.before_exec = LimitFileSize}).err, kSaysHowToGoOn);
    EXPECT_EQ(WithoutPartial(ContentsOf(out)), before);
    const ProcessResult resumed = Pack(out, resuming);
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("kept from the interrupted run"));
    const auto files = ContentsOf(out);
    EXPECT_EQ(files, WithoutPartial(files));
    EXPECT_EQ(Pack(out, arguments).exit_code, 0);
    EXPECT_EQ(ContentsOf(out), files) << "as one run makes them";
    for (const auto& [name, digest] : files) std::filesystem::remove(out / name);
    MakeOldSet(out);
    EXPECT_EQ(ContentsOf(out), before);
  }
}

TEST_F(FaultTest, WithoutResumeTheNextRunStartsOver) {
  ASSERT_EQ(Pack(dir_ / "out", {}, {.before_exec = LimitFileSize}).exit_code, 2);
  const ProcessResult next = Pack(dir_ / "out", {"--num-shards", "2"});
  EXPECT_EQ(next.exit_code, 0) << next.err;
  EXPECT_THAT(next.err, testing::Not(HasSubstr("interrupted")));
  EXPECT_EQ(ContentsOf(dir_ / "out"), WithoutPartial(ContentsOf(dir_ / "out")));
}

TEST_F(FaultTest, OtherFilesThatCannotGrowLeaveTheFinishedShards) {
  // The shards fit. What is noted about many skipped lines does not fit into the journal, or the
  // table of lines with long paths is too large at the very end.
  const std::filesystem::path out = dir_ / "out";
  const std::string list = ReadText(out / "set.lst");
  const auto before = ContentsOf(out);
  struct Case {
    int lines;
    std::size_t path_bytes;
    const char* file;
  };
  for (const Case& c : {Case{30'000, 3, "out/set: "}, Case{7'000, 200, "out/set.skipped.tsv: "}}) {
    std::string longer = list;
    for (int i = 0; i < c.lines; ++i) {
      longer += std::to_string(1000 + i) + "\t0\t" + std::string(c.path_bytes, 'x') + '\n';
    }
    WriteFile(out / "set.lst", longer);
    const ProcessResult failed =
        Pack(out, {"--shard-size", "500K"}, {.before_exec = LimitFileSize});
    EXPECT_EQ(failed.exit_code, 2);
    EXPECT_THAT(failed.err, AllOf(HasSubstr(std::string(c.file) + "cannot write: File too large"),
                                  Not(HasSubstr(".partial")), kSaysHowToGoOn));
    auto after = WithoutPartial(ContentsOf(out));
    after["set.lst"] = before.at("set.lst");
    EXPECT_EQ(after, before);
    const ProcessResult resumed = Pack(out, {"--shard-size", "500K", "--resume"});
    EXPECT_EQ(resumed.exit_code, 1);
    EXPECT_THAT(resumed.err, HasSubstr("200 records"));
    after = ContentsOf(out);
    EXPECT_EQ(Pack(out, {"--shard-size", "500K"}).exit_code, 1);
    EXPECT_EQ(ContentsOf(out), after) << "as one run makes them";
    for (const auto& [name, digest] : after) std::filesystem::remove(out / name);
    MakeOldSet(out);
  }
}

TEST_F(FaultTest, AFullDiskLeavesTheOldSetAndWhatIsPacked) {
  const std::filesystem::path disk = dir_ / "disk";
  std::filesystem::create_directory(disk);
  for (std::vector<std::string> arguments : std::vector<std::vector<std::string>>{
           {}, {"--shard-size", "1M"}, {"--compress", "zstd"}, {"--num-shards", "3"}}) {
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4m") != 0) {
      GTEST_SKIP() << "may not mount a tmpfs";
    }
    MakeOldSet(disk);
    const auto before = ContentsOf(disk);
    const ProcessResult failed = Pack(disk, arguments);
    EXPECT_EQ(failed.exit_code, 2);
    EXPECT_THAT(failed.err, AllOf(HasSubstr("No space left on device"), kSaysHowToGoOn));
    EXPECT_EQ(WithoutPartial(ContentsOf(disk)), before);
    // There is room again.
    EXPECT_EQ(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
    arguments.emplace_back("--resume");
    const ProcessResult resumed = Pack(disk, arguments);
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("kept from the interrupted run"));
    const auto files = ContentsOf(disk);
    EXPECT_EQ(files, WithoutPartial(files));
    arguments.pop_back();
    EXPECT_EQ(Pack(disk, arguments).exit_code, 0);
    EXPECT_EQ(ContentsOf(disk), files) << "as one run makes them";
    EXPECT_EQ(::umount(disk.c_str()), 0);
  }
}

TEST_F(FaultTest, ATargetThatCannotBeReplacedIsNamedAndTheOldSetStays) {
  const std::filesystem::path out = dir_ / "out";
  const auto before = ContentsOf(out);
  // The system refuses to rename what something is mounted on.
  const std::filesystem::path target = out / "set.idx";
  if (::mount(target.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    GTEST_SKIP() << "may not mount";
  }
  const ProcessResult failed = Pack(out);
  EXPECT_EQ(failed.exit_code, 2);
  EXPECT_THAT(failed.err,
              AllOf(HasSubstr("set.idx: cannot rename to set.idx.old.partial"), kSaysHowToGoOn));
  EXPECT_EQ(WithoutPartial(ContentsOf(out)), before);
  EXPECT_EQ(::umount(target.c_str()), 0);
  const ProcessResult resumed = Pack(out, {"--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("200 records kept from the interrupted run"));
  EXPECT_EQ(ContentsOf(out), WithoutPartial(ContentsOf(out)));
}

TEST_F(FaultTest, ACommitThatWasKilledIsCompletedOrTakenBackAndSaid) {
  // Stopped in the middle of the renames, which a folder in the way of the next one shows.
  const std::filesystem::path out = dir_ / "out";
  const auto before = ContentsOf(out);
  ASSERT_EQ(Pack(out, {}, {.before_exec = LimitFileSize}).exit_code, 2);
  ASSERT_EQ(Pack(out, {"--resume"}).exit_code, 0);
  const auto after = ContentsOf(out);
  ASSERT_NE(after, before);
  const auto leave_half_way = [&] {
    // As the journal of a run that was killed when the old files were away.
    std::string journal = "imrec-journal-2\nbegun\nshard\tset.rec\n";
    std::string plan = "plan\n";
    for (const char* name : {"set.rec", "set.idx", "set.crc", "set.manifest.json"}) {
      const std::filesystem::path partial = out / (std::string(name) + ".partial");
      if (std::filesystem::exists(out / name)) std::filesystem::rename(out / name, partial);
      const Fingerprint contents = ReadFingerprint(partial);
      plan += std::string("name\t") + name + ".partial\t" + name + '\t' +
              std::to_string(contents.size) + '\t' + contents.digest + '\n';
    }
    journal += plan + "committing\t" + FormatDigest(PayloadDigest(Bytes(plan))) + '\n';
    WriteFile(out / "set.journal.partial", journal);
  };
  leave_half_way();
  const ProcessResult completed = Pack(out, {"--resume"});
  EXPECT_EQ(completed.exit_code, 0) << completed.err;
  EXPECT_THAT(completed.err,
              AllOf(HasSubstr("note: an interrupted run had finished the data set; its files are "
                              "now in place"),
                    HasSubstr("is already complete")));
  EXPECT_EQ(ContentsOf(out), after);
  leave_half_way();
  std::filesystem::remove(out / "set.crc.partial");
  const ProcessResult again = Pack(out);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("note: an interrupted run had finished the data set, but " +
                                   (out / "set.crc.partial").string() + " is missing"));
  EXPECT_EQ(ContentsOf(out), after);
}

TEST_F(FaultTest, ToolsThatCannotResumeLeaveNoPartialFiles) {
  ASSERT_EQ(Pack(dir_ / "out").exit_code, 0);
  const auto before = ContentsOf(dir_ / "out");
  const std::string input = dir_ / "out/set.rec";
  const std::string output = dir_ / "out/other.rec";
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"merge", input, "-o", output}, {"filter", input, "--class", "0", "-o", output}}) {
    const ProcessResult result = RunTool("imrec", command, {.before_exec = LimitFileSize});
    EXPECT_EQ(result.exit_code, 2) << command.front();
    EXPECT_THAT(result.err, HasSubstr("File too large")) << command.front();
    EXPECT_EQ(ContentsOf(dir_ / "out"), before) << command.front();
  }
}

TEST_F(FaultTest, AReadOnlyFolderIsNamed) {
  const auto before = ContentsOf(dir_ / "out");
  const std::filesystem::path out = dir_ / "out";
  std::filesystem::permissions(
      out, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const bool is_root = ::geteuid() == 0;
  const bool mounted =
      is_root && ::mount(out.c_str(), out.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
      ::mount(nullptr, out.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  if (is_root && !mounted) GTEST_SKIP() << "root writes anywhere, and may not mount";
  const ProcessResult result = Pack(out);
  if (mounted) {
    EXPECT_EQ(::umount(out.c_str()), 0);
  }
  std::filesystem::permissions(out, std::filesystem::perms::owner_all);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("out/set"), HasSubstr("cannot create")));
  EXPECT_EQ(ContentsOf(out), before);
}

TEST_F(FaultTest, AnUnreadableImageIsSkippedAndNamed) {
  WriteFile(dir_ / "in/locked.jpg", MakeJpeg({20, 20}));
  WriteFile(dir_ / "out/set.lst", "1\t0\tlocked.jpg\n2\t0\ta.jpg\n3\t0\tfolder\n");
  std::filesystem::create_directory(dir_ / "in/folder");
  std::filesystem::permissions(dir_ / "in/locked.jpg", std::filesystem::perms::none);
  // Root may read anything: a link to itself cannot be opened by anyone.
  if (::geteuid() == 0) {
    std::filesystem::remove(dir_ / "in/locked.jpg");
    std::filesystem::create_symlink("locked.jpg", dir_ / "in/locked.jpg");
  }
  const ProcessResult result = Pack(dir_ / "out");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("set.lst:1: skipped locked.jpg: cannot open: "),
                                HasSubstr("set.lst:3: skipped folder: not a regular file"),
                                HasSubstr("1 record, ")));
}

TEST_F(FaultTest, ImagesThatVanishMeanwhileAreSkippedAndNamed) {
  // Paused as soon as it has begun to write, so that the image goes while the tool runs.
  const ProcessResult result =
      Pack(dir_ / "out", {"--num-thread", "1"}, {.meanwhile = [this](int pid) {
             const auto partial = dir_ / "out/set.rec.partial";
             for (int i = 0; i < 100'000 && !std::filesystem::exists(partial); ++i) ::usleep(10);
             ::kill(pid, SIGSTOP);
             std::filesystem::rename(dir_ / "in/a.jpg", dir_ / "gone.jpg");
             ::kill(pid, SIGCONT);
           }});
  // All or only the last may have gone in time; what is packed and what is not is the list.
  if (result.exit_code == 0) GTEST_SKIP() << "the tool was too fast";
  EXPECT_THAT(result.err, HasSubstr("skipped a.jpg: cannot open: No such file"));
  if (result.exit_code == 1) {
    const std::string index = ReadText(dir_ / "out/set.idx");
    const std::string skipped = ReadText(dir_ / "out/set.skipped.tsv");
    EXPECT_EQ(std::ranges::count(index, '\n') + std::ranges::count(skipped, '\n'), kLines + 1);
  }
}

TEST_F(FaultTest, AnInputFolderThatVanishedLeavesTheOldSet) {
  const auto before = ContentsOf(dir_ / "out");
  std::filesystem::rename(dir_ / "in", dir_ / "elsewhere");
  const ProcessResult result = Pack(dir_ / "out");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("there is no such folder of images"));
  EXPECT_EQ(ContentsOf(dir_ / "out"), before);
}

TEST_F(FaultTest, TwoRunsAtOnceDoNotMix) {
  // The second finds the first at work.
  const ProcessResult first =
      Pack(dir_ / "out", {"--num-thread", "1"}, {.meanwhile = [this](int pid) {
             const auto partial = dir_ / "out/set.rec.partial";
             for (int i = 0; i < 100'000 && !std::filesystem::exists(partial); ++i) ::usleep(10);
             ::kill(pid, SIGSTOP);
             if (std::filesystem::exists(partial)) {
               for (const char* argument : {"--resume", "--num-thread=1"}) {
                 const ProcessResult second = Pack(dir_ / "out", {argument});
                 EXPECT_EQ(second.exit_code, 2);
                 EXPECT_THAT(second.err, HasSubstr("set: another process is writing it"));
               }
             }
             ::kill(pid, SIGCONT);
           }});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(std::ranges::count(ReadText(dir_ / "out/set.idx"), '\n'), kLines);
}

}  // namespace
}  // namespace imrec::test
