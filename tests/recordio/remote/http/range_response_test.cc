// What responses to requests for ranges mean.
#include "recordio/remote/http/range_response.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/remote/http/web_object.h"

namespace imrec::remote {
namespace {

using Kind = RangeOutcome::Kind;
using testing::HasSubstr;

FetchRequest Asked(std::uint64_t offset, std::uint64_t length,
                   std::optional<ObjectVersion> version = {}) {
  return {.object = std::make_shared<WebObject>("http://host/file"),
          .offset = offset,
          .length = length,
          .version = std::move(version)};
}

HttpResponse Answer(int status, std::vector<HttpHeader> headers) {
  return {.status = status, .headers = std::move(headers), .body = {}};
}

HttpResponse Part(const std::string& range, const std::string& etag = "\"e\"") {
  return Answer(206, {{.name = "content-range", .value = range}, {.name = "etag", .value = etag}});
}

RangeOutcome Judged(const FetchRequest& request, const HttpResponse& response,
                    std::uint64_t received) {
  return JudgeRange(request, {}, response, received);
}

TEST(ContentRange, IsParsedStrictly) {
  EXPECT_EQ(ParseContentRange("bytes 0-9/100"), (ContentRange{.first = 0, .last = 9, .size = 100}));
  for (const char* const bad :
       {"", "bytes", "bytes 0-9", "bytes 0-9/", "bytes 0-9/*", "bytes */100", "bytes 9-0/100",
        "bytes 0-100/100", "bytes 0-9/100 ", "octets 0-9/100", "bytes -1-9/100",
        "bytes 0-9/99999999999999999999"}) {
    EXPECT_FALSE(ParseContentRange(bad)) << bad;
  }
  EXPECT_EQ(FormatRange(10, 5), "bytes=10-14");
}

TEST(RangeResponse, ACompletePartIsAccepted) {
  const RangeOutcome outcome = Judged(Asked(10, 5), Part("bytes 10-14/100"), 5);
  EXPECT_EQ(outcome.kind, Kind::kDone);
  EXPECT_EQ(outcome.version.size, 100U);
  EXPECT_EQ(outcome.version.etag, "\"e\"");
  // The object ends within the range.
  EXPECT_EQ(Judged(Asked(90, 50), Part("bytes 90-99/100"), 10).kind, Kind::kDone);
}

TEST(RangeResponse, OtherOrFewerBytesAreAskedForAgain) {
  EXPECT_EQ(Judged(Asked(10, 5), Part("bytes 10-14/100"), 4).kind, Kind::kRetry);
  EXPECT_EQ(Judged(Asked(10, 5), Part("bytes 10-14/100"), 6).kind, Kind::kRetry);
  EXPECT_EQ(Judged(Asked(10, 5), Part("bytes 11-15/100"), 5).kind, Kind::kRetry);
  EXPECT_EQ(Judged(Asked(10, 5), Part("bytes 10-13/100"), 4).kind, Kind::kRetry);
  EXPECT_EQ(Judged(Asked(10, 5), Answer(206, {}), 5).kind, Kind::kRetry);
}

TEST(RangeResponse, AnotherVersionEndsTheReading) {
  const FetchRequest request = Asked(10, 5, ObjectVersion{.size = 100, .etag = "\"e\""});
  EXPECT_EQ(Judged(request, Part("bytes 10-14/100"), 5).kind, Kind::kDone);
  for (const HttpResponse& response :
       {Part("bytes 10-14/101"), Part("bytes 10-14/100", "\"f\""), Answer(412, {}),
        Answer(416, {{.name = "content-range", .value = "bytes */3"}}), Answer(404, {}),
        Answer(403, {})}) {
    const RangeOutcome outcome = Judged(request, response, 5);
    EXPECT_EQ(outcome.kind, Kind::kFinal) << response.status;
    EXPECT_EQ(outcome.code, ErrorCode::kUnavailable) << response.status;
  }
}

TEST(RangeResponse, AServerWithoutEtagsIsComparedBySize) {
  const FetchRequest request = Asked(0, 5, ObjectVersion{.size = 100, .etag = ""});
  EXPECT_EQ(Judged(request, Part("bytes 0-4/100", ""), 5).kind, Kind::kDone);
  EXPECT_EQ(Judged(request, Part("bytes 0-4/100", "\"e\""), 5).kind, Kind::kDone);
}

TEST(RangeResponse, ImpossibleSizesAreRefused) {
  const RangeOutcome outcome = Judged(Asked(0, 5), Part("bytes 0-4/18446744073709551615"), 5);
  EXPECT_EQ(outcome.kind, Kind::kFinal);
  EXPECT_EQ(outcome.code, ErrorCode::kUnsupported);
  EXPECT_EQ(Judged(Asked(100, 5), Part("bytes 0-4/5"), 5).kind, Kind::kRetry);
}

TEST(RangeResponse, TheWholeObjectIsAcceptedIfItIsWhatWasAskedFor) {
  const HttpResponse small = Answer(200, {{.name = "content-length", .value = "7"}});
  EXPECT_EQ(Judged(Asked(0, 10), small, 7).kind, Kind::kDone);
  EXPECT_EQ(Judged(Asked(0, 10), small, 6).kind, Kind::kRetry);
  const RangeOutcome long_one = Judged(Asked(0, 5), small, 0);
  EXPECT_EQ(long_one.kind, Kind::kRetry);
  EXPECT_TRUE(long_one.no_ranges);
  EXPECT_TRUE(Judged(Asked(2, 10), small, 7).no_ranges);
  EXPECT_TRUE(Judged(Asked(0, 10), Answer(200, {}), 7).no_ranges);  // its length is not known
}

TEST(RangeResponse, OnlyAnEmptyObjectHasNoFirstByte) {
  const auto unsatisfiable = [](const std::string& range) {
    return Answer(416, {{.name = "content-range", .value = range}});
  };
  const RangeOutcome empty = Judged(Asked(0, 10), unsatisfiable("bytes */0"), 0);
  EXPECT_EQ(empty.kind, Kind::kDone);
  EXPECT_EQ(empty.version.size, 0U);
  EXPECT_EQ(Judged(Asked(0, 10), Answer(416, {}), 0).kind, Kind::kDone);  // as some stores answer
  EXPECT_EQ(Judged(Asked(5, 10), unsatisfiable("bytes */3"), 0).kind, Kind::kFinal);
}

TEST(RangeResponse, StatusesAreTriedAgainOrNot) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(Judged(Asked(0, 5), Answer(status, {}), 0).kind, Kind::kRetry) << status;
  }
  for (const int status : {301, 307, 400, 401, 403, 404, 405, 410, 501}) {
    const RangeOutcome outcome = Judged(Asked(0, 5), Answer(status, {}), 0);
    EXPECT_EQ(outcome.kind, Kind::kFinal) << status;
    EXPECT_THAT(outcome.reason, HasSubstr(std::to_string(status)));
  }
  EXPECT_EQ(Judged(Asked(0, 5), Answer(404, {}), 0).code, ErrorCode::kNotFound);
}

TEST(WebObject, SecretsAreNoPartOfItsName) {
  const WebObject object("https://user:password@host:8080/a b/x.rec?X-Amz-Signature=1#part");
  EXPECT_EQ(object.name(), "https://host:8080/a b/x.rec");
  EXPECT_EQ(object.Request("GET", {}).url,
            "https://user:password@host:8080/a%20b/x.rec?X-Amz-Signature=1");
  EXPECT_THROW(WebObject("https://"), Error);
  EXPECT_THROW(WebObject("https:///x"), Error);
}

}  // namespace
}  // namespace imrec::remote
