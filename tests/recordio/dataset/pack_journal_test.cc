#include "recordio/dataset/pack_journal.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/dataset_writer.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;

class PackJournalTest : public testing::Test {
 protected:
  std::string Text() const { return test::ReadText(path_); }
  void SetText(const std::string& text) const { test::WriteFile(path_, text); }
  // The contents that the next run reads.
  JournalContents Read() const { return PackJournal(dir_ / "set").contents(); }
  // The code and the text of the error if the journal is refused.
  std::pair<ErrorCode, std::string> Refusal() const {
    try {
      Read();
    } catch (const Error& error) {
      return {error.code(), error.what()};
    }
    return {ErrorCode::kInvalidArgument, "no error"};
  }
  CommitPlan Plan() const {
    return {.files = {{.from = "set.rec.partial",
                       .to = "set.rec",
                       .contents = {.size = 12, .digest = "0123456789abcdef0123456789abcdef"}}},
            .obsolete = {"set.rec.zst"},
            .scrap = {"set.x.partial"}};
  }
  // Leaves the journal of a run that was killed in the given stage.
  void Leave(RunStage stage) const {
    PackJournal journal(dir_ / "set");
    journal.Begin({{"resize", "300"}, {"a\tb", "c\nd\\"}});
    journal.AddShard("set.rec");
    journal.AddFile("set.manifest.json");
    journal.AddNote("7 a\treason");
    if (stage == RunStage::kCommitting || stage == RunStage::kCommitted) journal.AddCommit(Plan());
    if (stage == RunStage::kCommitted) journal.AddCommitted();
    journal.Keep(true);
  }

  TempDir dir_;
  std::filesystem::path path_ = dir_ / "set.journal.partial";
};

TEST_F(PackJournalTest, ReadsBackWhatTheRunRecorded) {
  EXPECT_EQ(Read().stage, RunStage::kNone);
  EXPECT_FALSE(std::filesystem::exists(path_)) << "an unused journal is removed";
  Leave(RunStage::kBegun);
  const JournalContents begun = Read();
  EXPECT_EQ(begun.stage, RunStage::kBegun);
  EXPECT_EQ(begun.options.at("resize"), "300");
  EXPECT_EQ(begun.options.at("a\tb"), "c\nd\\");
  EXPECT_THAT(begun.shards, ElementsAre("set.rec"));
  EXPECT_THAT(begun.files, ElementsAre("set.manifest.json"));
  EXPECT_THAT(begun.notes, ElementsAre("7 a\treason"));
  Leave(RunStage::kCommitting);
  EXPECT_EQ(Read().stage, RunStage::kCommitting);
  EXPECT_EQ(Read().commit, Plan());
  Leave(RunStage::kCommitted);
  EXPECT_EQ(Read().stage, RunStage::kCommitted);
  EXPECT_EQ(Read().commit, Plan());
}

TEST_F(PackJournalTest, CanBeReadIfTruncatedAnywhere) {
  Leave(RunStage::kCommitted);
  const std::string whole = Text();
  RunStage last = RunStage::kNone;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SetText(whole.substr(0, size));
    const JournalContents found = Read();
    EXPECT_GE(found.stage, last) << size;
    EXPECT_FALSE(found.unusable) << size;
    if (found.stage >= RunStage::kCommitting) {
      EXPECT_EQ(found.commit, Plan());
    }
    last = found.stage;
  }
  EXPECT_EQ(last, RunStage::kCommitted);
}

TEST_F(PackJournalTest, IgnoresZerosThatAPowerCutLeaves) {
  SetText(std::string(100, '\0'));
  EXPECT_EQ(Read().stage, RunStage::kNone);
  Leave(RunStage::kBegun);
  const std::string begun = Text();
  SetText(begun + std::string(100, '\0'));
  EXPECT_EQ(Read().stage, RunStage::kBegun);
  {
    PackJournal journal(dir_ / "set");
    journal.Continue();
    journal.AddNote("more");
    journal.Keep(true);
  }
  EXPECT_EQ(Text(), begun + "note\tmore\n");
}

TEST_F(PackJournalTest, IgnoresAPlanThatWasNotBegun) {
  Leave(RunStage::kBegun);
  const std::string begun = Text();
  CommitPlan longer = Plan();
  longer.files.push_back(longer.files.front());
  {
    PackJournal journal(dir_ / "set");
    journal.AddCommit(longer);
  }
  // The disk was full before the last line.
  const std::string text = Text();
  SetText(text.substr(0, text.find("committing")));
  {
    PackJournal journal(dir_ / "set");
    EXPECT_EQ(journal.contents().stage, RunStage::kBegun);
    journal.Continue();
    journal.AddCommit(Plan());
  }
  EXPECT_EQ(Read().commit, Plan());
  {
    PackJournal journal(dir_ / "set");
    journal.AddAbandoned();
    journal.AddShard("set-00001.rec");
    journal.AddCommit(longer);
  }
  EXPECT_EQ(Read().stage, RunStage::kCommitting);
  EXPECT_EQ(Read().commit, longer);
  EXPECT_THAT(Read().shards, ElementsAre("set.rec", "set-00001.rec"));
}

TEST_F(PackJournalTest, AfterDamageTheFilesOfTheRunAreStillKnown) {
  Leave(RunStage::kBegun);
  const std::string begun = Text();
  for (const char* line : {"nonsense", "shard", "shard\tset.rec\textra", "shard\t../set.rec",
                           "shard\tother.rec", "file\t/etc/set", "begun\tx", "name\ta\tb", ""}) {
    SetText(begun + line + "\n");
    const JournalContents found = Read();
    ASSERT_TRUE(found.unusable) << line;
    EXPECT_THAT(found.unusable->what(),
                HasSubstr("set: its journal is damaged, set.journal.partial in line 8"));
    EXPECT_THAT(found.shards, ElementsAre("set.rec"));
  }
}

TEST_F(PackJournalTest, RefusesADamagedPlan) {
  Leave(RunStage::kCommitting);
  const std::string whole = Text();
  const std::size_t plan = whole.find("plan\n");
  for (std::size_t i = plan; i + 1 < whole.size(); ++i) {
    if (whole.substr(i).starts_with("committing")) break;
    std::string text = whole;
    text[i] = static_cast<char>(text[i] ^ 1);
    SetText(text);
    const auto [code, message] = Refusal();
    EXPECT_EQ(code, ErrorCode::kCorruptData) << i;
    EXPECT_THAT(message,
                testing::ContainsRegex("set: its journal is damaged, set.journal.partial in line "
                                       "[0-9]+, and files may be without their names"));
    EXPECT_EQ(Text(), text) << "the journal stays unchanged";
  }
}

TEST_F(PackJournalTest, DoesNotOverwriteAForeignFile) {
  for (const std::string text : {"my journal\n", "my journal", "\n", "{\"a\": 1}"}) {
    SetText(text);
    EXPECT_EQ(Refusal().first, ErrorCode::kCorruptData);
    EXPECT_THAT(Refusal().second,
                HasSubstr("set: set.journal.partial exists and is not the journal of a data set"));
    EXPECT_EQ(Text(), text);
  }
  SetText("imrec-journal-3\nwhatever\n");
  EXPECT_EQ(Refusal().first, ErrorCode::kUnsupported);
  EXPECT_THAT(Refusal().second, HasSubstr("another version of imrec wrote its journal"));
  EXPECT_EQ(Text(), "imrec-journal-3\nwhatever\n");
}

TEST_F(PackJournalTest, DiscardsOrRefusesAnOlderJournal) {
  const std::string begun =
      "imrec-journal-1\noption\tresize\t300\nbegun\nshard\tset.rec\nnote\t7 x\n"
      "rename\tset.manifest.json.partial\tset.manifest.json\nremove\tset.rec.zst\n";
  const auto leave_files = [&](const std::string& text) {
    SetText(text);
    for (const char* name : {"set.rec.partial", "set.idx.partial", "set.manifest.json.partial"}) {
      test::WriteFile(dir_ / name, "x");
    }
  };
  leave_files(begun);
  DatasetOptions options{.prefix = dir_ / "set", .resume = true, .options = {{"resize", "300"}}};
  try {
    const DatasetWriter writer(options);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
    EXPECT_THAT(error.what(),
                HasSubstr("set: cannot resume: an older version of imrec wrote its journal, "
                          "set.journal.partial; without resuming, the run starts over"));
  }
  EXPECT_EQ(Text(), begun);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "set.rec.partial"));
  options.resume = false;
  { const DatasetWriter writer(options); }
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));

  leave_files(begun + "committing\n");
  for (const bool resume : {false, true}) {
    options.resume = resume;
    EXPECT_THROW(DatasetWriter{options}, Error);
    EXPECT_EQ(Refusal().first, ErrorCode::kUnsupported);
    EXPECT_THAT(Refusal().second, HasSubstr("only that version can complete it"));
  }
  EXPECT_TRUE(std::filesystem::exists(dir_ / "set.rec.partial"));
}

TEST_F(PackJournalTest, OneRunAtATime) {
  PackJournal journal(dir_ / "set");
  EXPECT_EQ(Refusal().first, ErrorCode::kIo);
  EXPECT_THAT(Refusal().second, testing::EndsWith("set: another process is writing it"));
}

// A run that takes names back and goes on may be interrupted in its own commit.
TEST_F(PackJournalTest, ACommitMayFollowOneThatWasAbandoned) {
  Leave(RunStage::kCommitting);
  {
    PackJournal journal(dir_ / "set");
    journal.Continue();
    journal.AddAbandoned();
    journal.Continue();
    journal.AddCommit(Plan());
    journal.Keep(true);
  }
  EXPECT_EQ(Read().stage, RunStage::kCommitting);
  EXPECT_EQ(Read().commit.files.size(), 1U);
}

}  // namespace
}  // namespace imrec
