// Tests writers of data sets and record files that are killed, or fail, at each call that changes
// files. This is a separate program because it replaces functions of the C library.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/dataset_writer.h>
#include <imrec/error.h>
#include <imrec/record_writer.h>

#include "recordio/internal/output_file.h"
#include "tests/support/failpoints.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

// Use files in memory if possible, because there are about ten thousand runs.
const bool kInMemory = ::access("/dev/shm", W_OK) == 0 && ::setenv("TMPDIR", "/dev/shm", 0) == 0;

using Files = std::map<std::string, std::string>;

bool IsPartial(const std::string& name) { return name.ends_with(".partial"); }

Files FilesIn(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename()] = entry.is_directory() ? "a folder" : ReadText(entry.path());
  }
  return files;
}

Files WithoutPartial(Files files) {
  std::erase_if(files, [](const auto& file) { return IsPartial(file.first); });
  return files;
}

void Restore(const fs::path& folder, const Files& files) {
  fs::remove_all(folder);
  fs::create_directory(folder);
  for (const auto& [name, contents] : files) WriteFile(folder / name, contents);
}

std::string NamesOf(const Files& files) {
  std::string text;
  for (const auto& [name, contents] : files) text += name + ' ';
  return text;
}

// Returns true if `whole` contains all of the files with the same contents.
bool IsPartOf(const Files& files, const Files& whole) {
  return std::ranges::all_of(files, [&](const auto& file) {
    const auto found = whole.find(file.first);
    return found != whole.end() && found->second == file.second;
  });
}

// The options with which a test writes a data set.
struct Job {
  std::string name;
  DatasetOptions options;  // without a prefix
  std::uint64_t records = 6;
  std::size_t payload_bytes = 100;
  char fill = 'n';
};

void PrintTo(const Job& job, std::ostream* out) { *out << job.name; }

// Writes records 0, 1, ..., or those that an interrupted run did not write. If the number of shards
// is given, the second shard gets no record.
void Make(const Job& job, const fs::path& folder, bool resume, bool keep = true) {
  DatasetOptions options = job.options;
  options.prefix = folder / "set";
  options.tool = "test";
  options.options["fill"] = job.fill;
  options.resume = resume;
  options.keep_unfinished = keep;
  DatasetWriter writer(options);
  if (writer.complete()) return;
  std::uint64_t next = 0;
  if (writer.resuming()) {
    writer.Recover([&](std::uint64_t key) {
      if (key != next) return false;
      ++next;
      return true;
    });
  }
  for (; next < job.records; ++next) {
    if (options.shard_count > 1 && next >= job.records / 2) {
      while (writer.shard() < 2) writer.NextShard();
    }
    writer.Write(next, Bytes(std::string(job.payload_bytes, job.fill)));
    if (next == 1) writer.Note("a note");
  }
  writer.AddCompanion(".txt", job.fill == 'n' ? "new text" : "");
  writer.AddCompanion(".old.txt", job.fill == 'n' ? "" : "old text");
  writer.Close();
}

std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

const Job kOldJob{.name = "old", .options = {}, .records = 3, .fill = 'o'};

std::vector<Job> NewJobs() {
  std::vector<Job> jobs = {{.name = "one_file", .options = {}},
                           {.name = "by_number", .options = {}},
                           {.name = "by_size", .options = {}},
                           {.name = "compressed", .options = {}},
                           {.name = "large", .options = {}, .payload_bytes = 400'000}};
  jobs[1].options.shard_count = 4;
  jobs[2].options.shard_bytes = 300;
  jobs[3].options.compression_level = 1;
  jobs[4].options.shard_bytes = 1'300'000;
  return jobs;
}

// A folder with an old data set, its files, and its files after another job has replaced it.
class InterruptedSet {
 public:
  explicit InterruptedSet(const Job& job, bool with_old = true) : job_(job) {
    fs::create_directory(folder());
    if (with_old) Make(kOldJob, folder(), false);
    old_ = FilesIn(folder());
    Make(job, folder(), false);
    all_new_ = FilesIn(folder());
    // Old files that no new file replaces remain in all_new_; remove them from new_.
    new_ = all_new_;
    std::erase_if(new_, [&](const auto& file) { return IsPartOf(Files{file}, old_); });
  }

  fs::path folder() const { return dir_ / "data"; }
  const Files& old_files() const { return old_; }
  const Files& new_files() const { return all_new_; }

  void Reset() const { Restore(folder(), old_); }
  // Returns those of the files that the new set replaces, adds or removes.
  Files ChangedIn(const Files& files) const {
    Files changed;
    for (const auto& file : files) {
      if (new_.contains(file.first) || !all_new_.contains(file.first)) changed.insert(file);
    }
    return changed;
  }

  // Expects that all visible files are part of one set. Holds at any time.
  void ExpectNoMixture(const std::string& when) const {
    const Files visible = ChangedIn(WithoutPartial(FilesIn(folder())));
    EXPECT_TRUE(IsPartOf(visible, old_) || IsPartOf(visible, new_)) << when << NamesOf(visible);
  }
  void ExpectOldOrNew(const std::string& when) const {
    const Files visible = WithoutPartial(FilesIn(folder()));
    EXPECT_TRUE(visible == old_ || visible == all_new_) << when << NamesOf(visible);
  }
  void ExpectNew(const std::string& when) const {
    const Files files = FilesIn(folder());
    EXPECT_TRUE(files == all_new_) << when << NamesOf(files);
  }
  bool Complete() const { return WithoutPartial(FilesIn(folder())) == all_new_; }

 private:
  const Job job_;
  TempDir dir_;
  Files old_;
  Files all_new_;
  Files new_;  // all_new_ without the files that are the same in old_
};

class InterruptedWriterTest : public testing::TestWithParam<Job> {};

TEST_P(InterruptedWriterTest, IfKilledAtAnyCallOneSetRemainsAndTheNextRunCompletesTheNewOne) {
  for (const bool with_old : {true, false}) {
    const InterruptedSet set(GetParam(), with_old);
    for (const bool resume : {true, false}) {
      std::size_t call = 1;
      for (bool killed = true; killed; ++call) {
        set.Reset();
        killed = RunKilledAt(call, [&] { Make(GetParam(), set.folder(), false); });
        const std::string when = "call " + std::to_string(call) + ": ";
        set.ExpectNoMixture(when);
        EXPECT_EQ(ErrorOf([&] { Make(GetParam(), set.folder(), resume); }), "") << when;
        set.ExpectNew(when);
      }
      EXPECT_GT(call, 30U);
    }
  }
}

TEST_P(InterruptedWriterTest, IfKilledAgainWhileResumingTheNextRunCompletesTheNewSet) {
  const InterruptedSet set(GetParam());
  const auto make = [&] { Make(GetParam(), set.folder(), true); };
  std::size_t calls = 0;
  {
    set.Reset();
    const ArmedFailPoint point({});
    make();
    calls = point.calls();
  }
  for (std::size_t first = 3; first < calls; first += 5) {
    bool killed = true;
    for (std::size_t second = 1; killed; second += 2) {
      set.Reset();
      RunKilledAt(first, make);
      killed = RunKilledAt(second, make);
      const std::string when = std::to_string(first) + " and " + std::to_string(second) + ": ";
      set.ExpectNoMixture(when);
      EXPECT_EQ(ErrorOf(make), "") << when;
      set.ExpectNew(when);
    }
  }
}

TEST_P(InterruptedWriterTest, IfAnyCallFailsOneSetRemainsAndTheNextRunResumes) {
  const InterruptedSet set(GetParam());
  for (const Fault fault : {Fault::kError, Fault::kFull}) {
    for (const bool keep : {true, false}) {
      for (std::size_t call = 1;; ++call) {
        set.Reset();
        std::string error;
        std::size_t calls = 0;
        {
          const ArmedFailPoint point({.call = call, .fault = fault});
          error = ErrorOf([&] { Make(GetParam(), set.folder(), false, keep); });
          calls = point.calls();
        }
        const std::string when = "call " + std::to_string(call) + ": " + error + ": ";
        if (error.empty() && calls < call) break;
        set.ExpectOldOrNew(when);
        // If partial files remain, there must be a journal that names them.
        const Files files = FilesIn(set.folder());
        if (files != WithoutPartial(files)) {
          EXPECT_TRUE(files.contains("set.journal.partial")) << when << NamesOf(files);
        }
        EXPECT_EQ(ErrorOf([&] { Make(GetParam(), set.folder(), true); }), "") << when;
        set.ExpectNew(when);
      }
    }
  }
}

TEST_P(InterruptedWriterTest, IfAnyCallOfAResumedRunFailsNoFileIsOrphaned) {
  const InterruptedSet set(GetParam());
  set.Reset();
  RunKilledAt(20, [&] { Make(GetParam(), set.folder(), false); });
  const Files left = FilesIn(set.folder());
  ASSERT_TRUE(left.contains("set.journal.partial"));
  for (const bool resume : {true, false}) {
    for (std::size_t call = 1;; ++call) {
      Restore(set.folder(), left);
      std::string error;
      {
        const ArmedFailPoint point({.call = call, .fault = Fault::kError});
        error = ErrorOf([&] { Make(GetParam(), set.folder(), resume); });
        if (error.empty() && point.calls() < call) break;
      }
      const std::string when = "call " + std::to_string(call) + ": " + error + ": ";
      set.ExpectOldOrNew(when);
      // Without resuming, the next run removes all remaining files.
      EXPECT_EQ(ErrorOf([&] { Make(GetParam(), set.folder(), false); }), "") << when;
      set.ExpectNew(when);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Jobs, InterruptedWriterTest, testing::ValuesIn(NewJobs()),
                         [](const auto& test) { return test.param.name; });

// What may happen to a file between two runs.
enum class Disturbance { kRemoved, kChanged, kTruncated, kForeign, kFolder };

void Disturb(const fs::path& path, Disturbance disturbance) {
  std::string contents = fs::is_regular_file(path) ? ReadText(path) : std::string();
  fs::remove_all(path);
  if (disturbance == Disturbance::kRemoved) return;
  if (disturbance == Disturbance::kFolder) {
    fs::create_directory(path);
    WriteFile(path / "file", "in the way");
    return;
  }
  if (disturbance == Disturbance::kForeign) contents = "foreign";
  if (disturbance == Disturbance::kChanged && !contents.empty()) contents.back() ^= 0x20;
  if (disturbance == Disturbance::kTruncated) contents.resize(contents.size() / 2);
  WriteFile(path, contents);
}

std::vector<Job> SmallJobs() {
  std::vector<Job> jobs = NewJobs();
  jobs.pop_back();
  return jobs;
}

class DisturbedCommitTest : public testing::TestWithParam<Job> {
 protected:
  // Kills a run at each call. For each relevant file that it left, disturbs the file and runs
  // again.
  static void Run(Disturbance disturbance, bool at_targets) {
    const InterruptedSet set(GetParam());
    bool killed = true;
    for (std::size_t call = 1; killed; ++call) {
      set.Reset();
      killed = RunKilledAt(call, [&] { Make(GetParam(), set.folder(), false); });
      const Files left = FilesIn(set.folder());
      const auto journal = left.find("set.journal.partial");
      if (journal == left.end() || journal->second.ends_with("\ncommitted\n")) continue;
      for (const auto& [name, contents] : at_targets ? set.new_files() : left) {
        if (name == "set.journal.partial" || IsPartial(name) == at_targets) continue;
        if (at_targets && IsPartOf({{name, contents}}, set.old_files())) continue;  // not renamed
        // These are the only copy of the old set, so it cannot survive a disturbance.
        if (name.ends_with(".old.partial")) continue;
        Restore(set.folder(), left);
        Disturb(set.folder() / name, disturbance);
        Check(set, name, "call " + std::to_string(call) + ", " + name + ": ");
      }
    }
  }

 private:
  static void Check(const InterruptedSet& set, const std::string& name, const std::string& when) {
    // If nothing can be written, one of the sets still exists, except for the disturbed file.
    {
      const ArmedFailPoint point({.call = 1, .fault = Fault::kFull});
      ErrorOf([&] { Make(GetParam(), set.folder(), true); });
    }
    const auto without_name = [&](Files files) {
      files.erase(name);
      std::erase_if(files, [](const auto& file) { return file.first.ends_with(".displaced"); });
      return WithoutPartial(files);
    };
    const Files left = without_name(FilesIn(set.folder()));
    EXPECT_TRUE(left == without_name(set.old_files()) || left == without_name(set.new_files()))
        << when << NamesOf(left);
    const std::string error = ErrorOf([&] { Make(GetParam(), set.folder(), true); });
    Files files = FilesIn(set.folder());
    // A foreign file may have been renamed.
    std::erase_if(files, [](const auto& file) { return file.first.ends_with(".displaced"); });
    if (error.empty()) {
      EXPECT_TRUE(files == set.new_files()) << when << NamesOf(files);
      return;
    }
    EXPECT_THAT(error, testing::HasSubstr(name.substr(0, name.find('.')))) << when;
    // One of the sets exists, except for a file whose name is taken by a folder.
    Files visible = WithoutPartial(files);
    Files old_files = set.old_files();
    if (visible.contains(name) && visible[name] == "a folder") {
      visible.erase(name);
      old_files.erase(name);
    }
    EXPECT_TRUE(visible == old_files || visible == set.new_files())
        << when << error << ": " << NamesOf(visible);
    fs::remove_all(set.folder() / name);
    EXPECT_EQ(ErrorOf([&] { Make(GetParam(), set.folder(), true); }), "") << when;
    files = FilesIn(set.folder());
    std::erase_if(files, [](const auto& file) { return file.first.ends_with(".displaced"); });
    EXPECT_TRUE(files == set.new_files()) << when << NamesOf(files);
  }
};

TEST_P(DisturbedCommitTest, IfFilesCannotBeReadTheOldSetIsRestored) {
  const InterruptedSet set(GetParam());
  bool killed = true;
  for (std::size_t call = 1; killed; call += 3) {
    set.Reset();
    killed = RunKilledAt(call, [&] { Make(GetParam(), set.folder(), false); });
    const Files left = FilesIn(set.folder());
    for (std::size_t read = 1;; ++read) {
      Restore(set.folder(), left);
      std::string error;
      {
        const ArmedFailPoint point({.call = read, .fault = Fault::kError, .function = "pread"});
        error = ErrorOf([&] { Make(GetParam(), set.folder(), true); });
        if (point.calls() < read) break;
      }
      const std::string when =
          "call " + std::to_string(call) + ", read " + std::to_string(read) + ": " + error + ": ";
      set.ExpectNoMixture(when);
      EXPECT_EQ(ErrorOf([&] { Make(GetParam(), set.folder(), true); }), "") << when;
      set.ExpectNew(when);
    }
  }
}

TEST_P(DisturbedCommitTest, MissingPartialFile) { Run(Disturbance::kRemoved, false); }
TEST_P(DisturbedCommitTest, ChangedPartialFile) { Run(Disturbance::kChanged, false); }
TEST_P(DisturbedCommitTest, TruncatedPartialFile) { Run(Disturbance::kTruncated, false); }
TEST_P(DisturbedCommitTest, ForeignFileWithAPartialName) { Run(Disturbance::kForeign, false); }
TEST_P(DisturbedCommitTest, FolderWithAPartialName) { Run(Disturbance::kFolder, false); }
TEST_P(DisturbedCommitTest, ForeignFileWithAFinalName) { Run(Disturbance::kForeign, true); }
TEST_P(DisturbedCommitTest, FolderWithAFinalName) { Run(Disturbance::kFolder, true); }
TEST_P(DisturbedCommitTest, MissingFileWithAFinalName) { Run(Disturbance::kRemoved, true); }

INSTANTIATE_TEST_SUITE_P(Jobs, DisturbedCommitTest, testing::ValuesIn(SmallJobs()),
                         [](const auto& test) { return test.param.name; });

void WriteRecords(const fs::path& path, char fill) {
  RecordWriter writer(path);
  // The sizes differ, so that the index of one file does not match the other.
  for (std::uint64_t i = 0; i < 3; ++i) {
    writer.Write(i, Bytes(std::string(fill == 'n' ? 10 : 30, fill)));
  }
  writer.Close();
}

class InterruptedRecordWriterTest : public testing::Test {
 protected:
  InterruptedRecordWriterTest() {
    fs::create_directory(folder_);
    WriteRecords(path_, 'n');
    new_ = FilesIn(folder_);
    WriteRecords(path_, 'o');
    old_ = FilesIn(folder_);
  }
  // Expects that the records have their own index or no index.
  void ExpectNoMixture(const std::string& when) const {
    const Files visible = WithoutPartial(FilesIn(folder_));
    EXPECT_TRUE(visible.contains("a.rec")) << when;
    EXPECT_TRUE(IsPartOf(visible, old_) || IsPartOf(visible, new_)) << when << NamesOf(visible);
  }
  void ExpectNextWriterSucceeds(const std::string& when) const {
    WriteRecords(path_, 'n');
    EXPECT_EQ(FilesIn(folder_), new_) << when;
  }

  TempDir dir_;
  fs::path folder_ = dir_ / "data";
  fs::path path_ = folder_ / "a.rec";
  Files old_;
  Files new_;
};

TEST_F(InterruptedRecordWriterTest, IfKilledAtAnyCallNoRecordsHaveTheIndexOfOthers) {
  bool killed = true;
  std::size_t call = 1;
  for (; killed; ++call) {
    Restore(folder_, old_);
    killed = RunKilledAt(call, [&] { WriteRecords(path_, 'n'); });
    const std::string when = "call " + std::to_string(call) + ": ";
    ExpectNoMixture(when);
    ExpectNextWriterSucceeds(when);
  }
  EXPECT_GT(call, 10U);
}

TEST_F(InterruptedRecordWriterTest, IfAnyCallFailsNoRecordsHaveTheIndexOfOthers) {
  for (std::size_t call = 1;; ++call) {
    Restore(folder_, old_);
    std::string error;
    std::size_t calls = 0;
    {
      const ArmedFailPoint point({.call = call, .fault = Fault::kError});
      error = ErrorOf([&] { WriteRecords(path_, 'n'); });
      calls = point.calls();
    }
    const std::string when = "call " + std::to_string(call) + ": " + error + ": ";
    if (error.empty() && calls < call) break;
    ExpectNoMixture(when);
    const Files files = WithoutPartial(FilesIn(folder_));
    if (files.at("a.rec") == old_.at("a.rec")) {
      EXPECT_TRUE(files == old_) << when << "an old file keeps its index";
    }
    ExpectNextWriterSucceeds(when);
  }
}

TEST_F(InterruptedRecordWriterTest, DoesNotRestoreTheIndexOfAKilledRun) {
  // A run was killed after it renamed the old index away; then the records were replaced by hand.
  WriteFile(folder_ / "a.idx.replaced.partial", old_.at("a.idx"));
  WriteFile(path_, new_.at("a.rec"));
  fs::remove(folder_ / "a.idx");
  {
    // The rename of the records fails. It is the only one, because there is no index.
    const ArmedFailPoint point({.call = 1, .fault = Fault::kError, .function = "rename"});
    EXPECT_NE(ErrorOf([&] { WriteRecords(path_, 'o'); }), "");
  }
  EXPECT_FALSE(fs::exists(folder_ / "a.idx"));
}

}  // namespace
}  // namespace imrec::test
