// im2rec's packing and listing, killed or failing at each of the calls with which they change
// files. Part of a program that replaces functions of the C library.
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/list_images.h>
#include <imrec/manifest.h>
#include <imrec/pack_list.h>

#include "tests/support/failpoints.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;

Files FilesIn(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename()] = ReadText(entry.path());
  }
  return files;
}

void Empty(const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directory(folder);
}

class InterruptedPackingTest : public testing::Test {
 protected:
  // Twelve lines, of which the second and the last quarter cannot be read: in four shards, one in
  // the middle and the last get no record.
  InterruptedPackingTest() {
    std::string list = "malformed\n";
    for (int i = 0; i < 12; ++i) {
      const bool missing = (i / 3) % 2 == 1;
      if (!missing) WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"), MakeJpeg({9, 8}, i));
      list += std::to_string(100 + i) + "\t0\t" + std::to_string(i) + ".jpg\n";
    }
    WriteFile(dir_ / "set.lst", list);
    Empty(out_);
  }

  PackResult Pack(PackOptions options, bool resume) const {
    options.image.pass_through = true;
    options.threads = 2;
    options.output.prefix = out_ / "set";
    options.output.resume = resume;
    return PackList(dir_ / "set.lst", dir_ / "in", options);
  }

  TempDir dir_;
  fs::path out_ = dir_ / "out";
};

TEST_F(InterruptedPackingTest, ResumedAtAnyCallTheFilesAreThoseOfOneRun) {
  std::vector<PackOptions> cases(3);
  cases[0].output.shard_count = 4;
  cases[1].output.shard_count = 4;
  cases[1].output.compression = 3;
  cases[2].output.shard_bytes = 1500;
  for (const PackOptions& options : cases) {
    Empty(out_);
    EXPECT_EQ(Pack(options, false).records, 6U);
    const Files expected = FilesIn(out_);
    if (options.output.shard_count == 4) {
      const Manifest manifest = ReadManifest(out_ / "set.manifest.json");
      EXPECT_EQ(manifest.shards[1].records, 0U);
      EXPECT_EQ(manifest.shards[3].records, 0U);
    }
    bool killed = true;
    std::size_t call = 1;
    for (; killed; ++call) {
      Empty(out_);
      killed = RunKilledAt(call, [&] { Pack(options, false); });
      const PackResult resumed = Pack(options, true);
      EXPECT_EQ(resumed.records, 6U) << call;
      EXPECT_EQ(resumed.was_complete ? resumed.skipped_before : resumed.skipped.size(), 7U) << call;
      EXPECT_TRUE(FilesIn(out_) == expected) << call;
    }
    EXPECT_GT(call, 40U);
  }
}

TEST_F(InterruptedPackingTest, AFullDiskAtAnyCallLosesNothing) {
  PackOptions options;
  options.output.shard_count = 4;
  Pack(options, false);
  const Files expected = FilesIn(out_);
  std::size_t kept = 0;
  for (std::size_t call = 1;; ++call) {
    Empty(out_);
    {
      const ArmedFailPoint point({.call = call, .fault = Fault::kFull});
      bool failed = false;
      try {
        Pack(options, false);
      } catch (const Error&) {
        failed = true;
      }
      if (!failed && point.calls() < call) break;
    }
    const PackResult resumed = Pack(options, true);
    kept += resumed.resumed > 0 ? 1 : 0;
    EXPECT_TRUE(FilesIn(out_) == expected) << call;
  }
  EXPECT_GT(kept, 10U);
}

TEST_F(InterruptedPackingTest, ListsThatDoNotFitLeaveTheOldOnes) {
  ListingOptions options;
  options.split.train_ratio = 0.5;
  const auto list = [&] { MakeImageLists(out_ / "set", dir_ / "in", options); };
  options.seed = 7;
  list();
  const Files before = FilesIn(out_);
  options.seed = 8;
  list();
  const Files after = FilesIn(out_);
  ASSERT_NE(before, after);
  for (std::size_t call = 1;; ++call) {
    Empty(out_);
    for (const auto& [name, text] : before) WriteFile(out_ / name, text);
    const ArmedFailPoint point({.call = call, .fault = Fault::kFull, .function = "write"});
    try {
      list();
      if (point.calls() < call) break;
      ADD_FAILURE() << call;
    } catch (const Error&) {
    }
    EXPECT_TRUE(FilesIn(out_) == before) << call;
  }
}

}  // namespace
}  // namespace imrec::test
