#include "recordio/remote/http/latency.h"

#include <gtest/gtest.h>

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;

TEST(LatencyEstimate, IsUnknownAtFirst) {
  LatencyEstimate latency;
  for (int i = 0; i < 31; ++i) latency.Add(milliseconds(10));
  EXPECT_EQ(latency.p99(), LatencyEstimate::Duration::zero());
  latency.Add(milliseconds(10));
  EXPECT_EQ(latency.p99(), milliseconds(10));
}

TEST(LatencyEstimate, OneInAHundredMayTakeLonger) {
  LatencyEstimate latency;
  for (int i = 0; i < 256; ++i) latency.Add(milliseconds(i));
  EXPECT_EQ(latency.p99(), milliseconds(253));
}

TEST(LatencyEstimate, OldRequestsAreForgotten) {
  LatencyEstimate latency;
  for (int i = 0; i < 256; ++i) latency.Add(milliseconds(1'000));
  for (int i = 0; i < 256; ++i) latency.Add(milliseconds(5));
  EXPECT_EQ(latency.p99(), milliseconds(5));
}

}  // namespace
}  // namespace imrec::remote
