#include <imrec/reader_state.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

const ReaderState kState{.epoch = 7,
                         .batch = 1234567890123,
                         .epoch_end = true,
                         .batch_size = 32,
                         .part_count = 4,
                         .seed = 0xFFFFFFFFFFFFFFFF,
                         .records = 10'000'000,
                         .bytes = 1'000'000'000'000,
                         .sources = 0xFFFFFFFFFFFFFFFE,
                         .shuffle = 4096,
                         .last_batch = LastBatch::kRollOver,
                         .equalise = Equalise::kPad};

std::string Refusal(const std::string& json) {
  try {
    ReaderStateFromJson(json);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
    return error.what();
  }
  return "no error";
}

TEST(ReaderState, ComesBackFromJson) {
  EXPECT_EQ(ReaderStateFromJson(ToJson(kState)), kState);
  EXPECT_EQ(ReaderStateFromJson(ToJson({})), ReaderState{});
}

TEST(ReaderState, StatesOfTheFirstVersionAreUnderstood) {
  const ReaderState state = ReaderStateFromJson(
      R"({"version":1,"epoch":7,"batch":5,"epoch_end":0,"batch_size":32,"part_count":4,"seed":1,)"
      R"("records":200,"bytes":1000})");
  EXPECT_EQ(state.batch, 5U);
  EXPECT_FALSE(state.sources);
  EXPECT_FALSE(state.shuffle);
  EXPECT_FALSE(state.last_batch);
  EXPECT_FALSE(state.equalise);
}

TEST(ReaderState, RefusalsNameTheField) {
  EXPECT_THAT(Refusal("{"), testing::HasSubstr("not a JSON object"));
  EXPECT_THAT(Refusal("[1]"), testing::HasSubstr("not a JSON object"));
  EXPECT_THAT(Refusal("{\"version\":3}"), testing::HasSubstr("another version"));
  std::string json = ToJson(kState);
  EXPECT_THAT(Refusal(json.replace(json.find("\"epoch\":7"), 9, "\"epoch\":-1")),
              testing::HasSubstr("epoch is not a number in its range"));
  json = ToJson(kState);
  EXPECT_THAT(Refusal(json.replace(json.find("\"last_batch\":3"), 14, "\"last_batch\":4")),
              testing::HasSubstr("last_batch is not a number in its range"));
  json = ToJson(kState);
  EXPECT_THAT(Refusal(json.replace(json.find("batch_size"), 10, "batchsize_")),
              testing::HasSubstr("batch_size is missing"));
}

}  // namespace
}  // namespace imrec
