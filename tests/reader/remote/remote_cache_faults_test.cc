// Faults of the store while a cache is filled.
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reader/remote/remote_fixture.h"

namespace imrec {
namespace {

using test::ReadEpoch;

class CacheFault : public test::RemoteTest, public testing::WithParamInterface<const char*> {
 protected:
  ReaderOptions Cached() const {
    ReaderOptions options = Options(remote());
    options.access.remote.cache = dir_ / "cache";
    return options;
  }
  void Fault(const std::string& more) const {
    store_->Control(R"({"faults": [{"kind": ")" + std::string(GetParam()) +
                    R"(", "match": "set.rec$", "seconds": 2, )" + more + "}]}");
  }
};

TEST_P(CacheFault, ChangesNoBatch) {
  DetectionReader expected(Options(local()));
  // After the request that opens the file: that for its block fails, perhaps repeatedly.
  Fault(R"("times": 2, "after": 1)");
  {
    DetectionReader reader(Cached());
    for (int epoch = 0; epoch < 2; ++epoch) {
      EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << epoch;
    }
    EXPECT_GE(store_->Counter("faults"), 1);
    EXPECT_EQ(reader.stats().remote.failures, 0U);
  }
  // What is in the cache is right.
  store_->Control(R"({"faults": []})");
  DetectionReader later(Cached());
  expected.StartEpoch(0);
  for (int epoch = 0; epoch < 2; ++epoch) {
    EXPECT_EQ(ReadEpoch(later), ReadEpoch(expected)) << epoch;
  }
  EXPECT_GE(later.stats().remote.cache_reads, kRecords / 2);
}

// With little memory, records are fetched beside blocks.
TEST_P(CacheFault, AtRandomChangesNoBatch) {
  DetectionReader expected(Options(local()));
  ReaderOptions options = Cached();
  options.access.remote.memory = 1 << 20;
  options.access.remote.total_limit = std::chrono::milliseconds(120'000);
  options.access.remote.max_attempts = 20;
  // A server that sends whole files three times has no ranges.
  const std::string times = std::string(GetParam()) == "whole_object" ? "2" : "6";
  Fault(R"("probability": 0.3, "seed": 4, "after": 1, "times": )" + times);
  DetectionReader reader(options);
  for (int epoch = 0; epoch < 2; ++epoch) {
    EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << epoch;
  }
  EXPECT_EQ(reader.stats().remote.failures, 0U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, CacheFault,
                         testing::Values("internal_error", "bad_gateway", "gateway_timeout",
                                         "slow_down", "too_many_requests", "request_timeout",
                                         "reset", "stall", "late", "reset_body", "stall_body",
                                         "trickle", "short_body", "no_length", "whole_object",
                                         "wrong_range", "no_range"));

}  // namespace
}  // namespace imrec
