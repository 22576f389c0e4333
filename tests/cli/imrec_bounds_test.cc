// Numbers out of range are refused by name and range, before anything is read.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/imrec_tool_test.h"

namespace imrec::test {
namespace {

using testing::HasSubstr;

using Words = std::vector<std::string>;

class ImrecBounds : public ImrecToolTest {
 protected:
  // `option` is no option for these values; the set does not even exist.
  void ExpectRefused(const Words& command, const std::string& option, const std::string& range,
                     const Words& values) const {
    for (const std::string& value : values) {
      Words words = command;
      words.push_back(option + "=" + value);
      const ProcessResult result = Run(words, 2);
      EXPECT_THAT(result.err, HasSubstr(option + " must be " + range + ", not '" + value + "'"));
      EXPECT_EQ(result.out, "");
    }
  }

  const Words bench_ = {"bench", "none.rec"};
  const Words preview_ = {"preview", "none.rec", "-o", "x.png"};
};

TEST_F(ImrecBounds, Threads) {
  for (const std::string command : {"bench", "verify", "doctor"}) {
    ExpectRefused({command, "none.rec"}, "--threads", "0..1024", {"-1", "1025", "x", "1.5"});
  }
}

TEST_F(ImrecBounds, Prefetch) {
  ExpectRefused(bench_, "--prefetch", "1..1024", {"0", "-1", "1025", "x"});
}

TEST_F(ImrecBounds, BatchSize) {
  ExpectRefused(bench_, "--batch-size", "1..1000000", {"0", "-1", "1000001", "1e3"});
}

TEST_F(ImrecBounds, Count) {
  ExpectRefused(preview_, "--count", "1..10000", {"0", "-1", "10001", "x"});
  ExpectRefused({"split", "none.rec", "-o", "x"}, "--count", "a whole number from 1 on",
                {"0", "-1", "x"});
  ExpectRefused({"split", "none.rec", "-o", "x"}, "--shards", "1..100000", {"0", "-1", "100001"});
}

TEST_F(ImrecBounds, Seed) {
  for (const Words& command :
       {bench_, preview_, Words{"split", "none.rec", "--ratio", "0.5", "-o", "x"}}) {
    ExpectRefused(command, "--seed", "a whole number from 0 on", {"-1", "x", "1.5"});
  }
}

TEST_F(ImrecBounds, Record) {
  ExpectRefused(preview_, "--record", "a whole number from 0 on", {"-1", "x", "1.5"});
  ExpectRefused({"preview", "none.rec"}, "--explain", "a whole number from 0 on", {"-1", "x"});
  ExpectRefused({"preview", "none.rec", "--explain=1"}, "--epoch", "a whole number from 0 on",
                {"-1", "x", "4294967296"});
}

TEST_F(ImrecBounds, Trainer) {
  ExpectRefused({"doctor", "none.rec"}, "--trainer", "0.001..1000000000",
                {"0", "-1", "nan", "inf", "x"});
  ExpectRefused({"doctor", "none.rec"}, "--seconds", "0.05..600", {"0", "601", "nan"});
  ExpectRefused(bench_, "--seconds", "0.001..1000000", {"0", "-1", "inf", "x"});
  ExpectRefused(bench_, "--warm-up", "0..1000000", {"-1", "inf", "x"});
  ExpectRefused({"doctor", "none.rec"}, "--sample", "1..100000", {"0", "100001"});
}

TEST_F(ImrecBounds, Others) {
  ExpectRefused(bench_, "--epochs", "a whole number from 1 on", {"0", "-1", "x"});
  ExpectRefused(preview_, "--variants", "1..20", {"0", "21"});
  ExpectRefused(preview_, "--cell", "50..1000", {"49", "1001"});
  ExpectRefused({"preview", "none.rec"}, "--stats", "1..1099511627776", {"0", "-1"});
  ExpectRefused({"split", "none.rec", "-o", "x"}, "--ratio", "between 0 and 1",
                {"-0.1", "1.1", "nan", "x"});
  ExpectRefused({"convert", "none.rec", "-o", "x"}, "--quality", "1..100", {"0", "101", "x"});
  ExpectRefused({"compress", "none.rec"}, "--level", "1..19", {"0", "20", "x"});
  ExpectRefused({"verify", "none.rec"}, "--max-pixels", "1..4294967296", {"0", "4294967297"});
}

}  // namespace
}  // namespace imrec::test
