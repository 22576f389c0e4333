// No allocation that fails, and no thread that cannot be started, ends the process: the caller gets
// an exception, nothing leaks or hangs, and reading goes on. Part of a program that replaces
// operator new and pthread_create.
#include <unistd.h>

#include <array>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>
#include <imrec/error.h>

#include "recordio/internal/compressed_file.h"
#include "tests/reader/reader_fixture.h"
#include "tests/support/allocations.h"
#include "tests/support/failpoints.h"

namespace imrec {
namespace {

using test::FailingAllocation;
using test::LiveAllocations;

// What a batch holds, by its place.
using Batches = std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<std::byte>>;

std::vector<std::byte> ContentsOf(const Batch& batch) {
  const auto labels = std::as_bytes(batch.labels());
  std::vector<std::byte> contents(batch.image_bytes().begin(), batch.image_bytes().end());
  contents.insert(contents.end(), labels.begin(), labels.end());
  return contents;
}

class AllocationFailureTest : public test::ReaderTest {
 protected:
  AllocationFailureTest() {
    test::WriteDetectionSet(dir_ / "set.rec", kFewRecords);
    SpoilImage(4);
    ::alarm(280);  // ends a program that hangs
  }
  ~AllocationFailureTest() override { ::alarm(0); }

  static constexpr std::size_t kFewRecords = 11;
  static constexpr std::uint32_t kEpochs = 2;

  ReaderOptions FewOptions(BadRecordPolicy policy) const {
    ReaderOptions options = OptionsWithoutExpand();
    options.batch_size = 4;
    options.bad_records = policy;
    options.max_bad_share = 1;
    options.keep_plans = true;
    options.log = [](std::string_view) {};
    return options;
  }

  // All batches of the first epochs, except those with a bad record if that is an error.
  static Batches ReadAll(BatchReader& reader) {
    Batches batches;
    for (std::uint32_t epoch = 0; epoch < kEpochs;) {
      try {
        const std::optional<Batch> batch = reader.Next();
        if (batch) batches[{batch->epoch(), batch->number()}] = ContentsOf(*batch);
        if (!batch) ++epoch;
      } catch (const Error&) {
      }
    }
    return batches;
  }

  // Reads while the chosen allocation fails, and after that. Returns false if there were fewer.
  template <typename Reader>
  static bool ReadWithFailure(const ReaderOptions& options, std::size_t number, bool and_all_after,
                              const Batches& expected) {
    const std::size_t live = LiveAllocations();
    bool failed = false;
    {
      std::optional<Reader> reader;
      std::array<std::optional<Batch>, 7> batches;
      {
        const FailingAllocation failing(number, and_all_after);
        UseReader(options, reader, batches);
        if (and_all_after) {
          for (std::optional<Batch>& batch : batches) batch.reset();
          reader.reset();
        }
        failed = failing.failed();
      }
      for (const std::optional<Batch>& batch : batches) {
        if (batch) {
          EXPECT_EQ(ContentsOf(*batch), expected.at({batch->epoch(), batch->number()})) << number;
        }
      }
      if (reader) {
        ReaderState beginning = reader->state();
        beginning.epoch = 0;
        beginning.batch = 0;
        beginning.epoch_end = false;
        reader->Restore(beginning);
        EXPECT_TRUE(ReadAll(*reader) == expected) << number;
      }
    }
    EXPECT_EQ(LiveAllocations(), live) << number;
    return failed;
  }

 private:
  // What a caller may do. Allocates nothing itself.
  template <typename Reader, std::size_t kCount>
  static void UseReader(const ReaderOptions& options, std::optional<Reader>& reader,
                        std::array<std::optional<Batch>, kCount>& batches) {
    const auto attempt = [](const auto& action) {
      try {
        action();
      } catch (const std::exception&) {
      }
    };
    attempt([&] { reader.emplace(options); });
    if (!reader) return;
    for (std::size_t i = 0; i < kCount; ++i) {
      attempt([&] { batches[i] = reader->Next(); });
      if (i == 2) attempt([&] { static_cast<void>(reader->stats()); });
      if (i == 4) attempt([&] { reader->Restore(reader->state()); });
    }
  }
};

TEST_F(AllocationFailureTest, EachAllocationMayFail) {
  for (const BadRecordPolicy policy : {BadRecordPolicy::kSkip, BadRecordPolicy::kFail}) {
    const ReaderOptions options = FewOptions(policy);
    Batches expected;
    for (int i = 0; i < 2; ++i) {  // once for what is made on the first use
      DetectionReader reader(options);
      expected = ReadAll(reader);
    }
    for (const bool and_all_after : {false, true}) {
      std::size_t number = 1;
      // Threads do not allocate in the same order each time.
      for (int without = 0; without < 3; ++number) {
        without = ReadWithFailure<DetectionReader>(options, number, and_all_after, expected)
                      ? 0
                      : without + 1;
      }
      EXPECT_GT(number, 200U);
    }
  }
}

TEST_F(AllocationFailureTest, EachAllocationMayFailWhereTheFileIsCompressedAndScanned) {
  CompressRecords(dir_ / "set.rec", dir_ / "set.rec.zst");
  std::filesystem::remove(dir_ / "set.idx");
  ReaderOptions options = FewOptions(BadRecordPolicy::kSkip);
  options.sources = {dir_ / "set.rec.zst"};
  options.shuffle = {.mode = ShuffleMode::kWindow, .window = 4};
  Batches expected;
  for (int i = 0; i < 2; ++i) {
    DetectionReader reader(options);
    expected = ReadAll(reader);
  }
  std::size_t number = 1;
  for (int without = 0; without < 3; ++number) {
    without = ReadWithFailure<DetectionReader>(options, number, false, expected) ? 0 : without + 1;
  }
  EXPECT_GT(number, 200U);
}

TEST_F(AllocationFailureTest, EachAllocationMayFailOfAClassificationReader) {
  const ReaderOptions options = FewOptions(BadRecordPolicy::kSkip);
  Batches expected;
  for (int i = 0; i < 2; ++i) {
    ClassificationReader reader(options);
    expected = ReadAll(reader);
  }
  std::size_t number = 1;
  for (int without = 0; without < 3; ++number) {
    without =
        ReadWithFailure<ClassificationReader>(options, number, false, expected) ? 0 : without + 1;
  }
  EXPECT_GT(number, 200U);
}

TEST_F(AllocationFailureTest, AThreadThatCannotBeStartedLeavesNothing) {
  ReaderOptions options = FewOptions(BadRecordPolicy::kSkip);
  options.threads = 4;
  { const DetectionReader reader(options); }
  const auto count_threads = [] {
    const std::filesystem::directory_iterator entries("/proc/self/task");
    return std::distance(begin(entries), end(entries));
  };
  const auto threads = count_threads();
  for (std::size_t call = 1; call <= 4; ++call) {
    const std::size_t live = LiveAllocations();
    {
      const test::ArmedFailPoint point(
          {.call = call, .fault = test::Fault::kError, .function = "pthread_create"});
      EXPECT_THROW(DetectionReader{options}, std::exception) << call;
    }
    EXPECT_EQ(LiveAllocations(), live) << call;
    EXPECT_EQ(count_threads(), threads) << call;
  }
  DetectionReader reader(options);
  EXPECT_TRUE(reader.Next());
}

}  // namespace
}  // namespace imrec
