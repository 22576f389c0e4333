#include "recordio/remote/s3/s3_list.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "recordio/remote/http/url.h"

namespace imrec::remote {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ListRefusal(const std::string& body) {
  try {
    ParseS3ListPage(body);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string List(const std::string& content) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>)" +
         content + "</ListBucketResult>";
}

const std::string kLast = "<IsTruncated>false</IsTruncated>";

TEST(S3List, Pages) {
  const S3ListPage page = ParseS3ListPage(List(
      "<IsTruncated>true</IsTruncated><NextContinuationToken>a/b=</NextContinuationToken>"
      "<Contents><Key>a&amp;b &#xFC;</Key><LastModified>2030-01-01T00:00:00.000Z</LastModified>"
      "<ETag>&quot;d41d8&quot;</ETag><Size>5000000000</Size></Contents>"
      "<Contents><Key>c+%20</Key><Size>0</Size></Contents>"
      "<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>"));
  EXPECT_THAT(page.objects, ElementsAre(S3Object{"a&b \xC3\xBC", 5000000000, "\"d41d8\""},
                                        S3Object{"c+%20", 0, ""}));
  EXPECT_THAT(page.common_prefixes, ElementsAre("d/"));
  EXPECT_EQ(page.next_token, "a/b=");
  EXPECT_EQ(ParseS3ListPage(List(kLast)).next_token, "");
}

TEST(S3List, KeysAreDecodedIfTheStoreEncodesThem) {
  const S3ListPage page = ParseS3ListPage(
      List(kLast + "<EncodingType>url</EncodingType><Contents><Key>a+b%2B%01/%C3%BC</Key>"
                   "<Size>1</Size></Contents><CommonPrefixes><Prefix>c%20/</Prefix>"
                   "</CommonPrefixes>"));
  EXPECT_EQ(page.objects.at(0).key, "a b+\x01/\xC3\xBC");
  EXPECT_THAT(page.common_prefixes, ElementsAre("c /"));
}

TEST(S3List, MalformedPagesAreRefused) {
  EXPECT_THAT(ListRefusal(""), HasSubstr("not XML"));
  EXPECT_THAT(ListRefusal("<a>"), HasSubstr("not XML"));
  EXPECT_THAT(ListRefusal("<html/>"), HasSubstr("<ListBucketResult> is missing"));
  EXPECT_THAT(ListRefusal(List("")), HasSubstr("<IsTruncated>"));
  EXPECT_THAT(ListRefusal(List("<IsTruncated>true</IsTruncated>")),
              HasSubstr("<NextContinuationToken> is missing"));
  EXPECT_THAT(ListRefusal(List(kLast + "<Contents><Size>1</Size></Contents>")),
              HasSubstr("<Key> is missing"));
  EXPECT_THAT(ListRefusal(List(kLast + "<Contents><Key>k</Key></Contents>")),
              HasSubstr("<Size> is missing"));
  for (const char* size : {"", "-1", "1.5", "x", "99999999999999999999"}) {
    EXPECT_THAT(
        ListRefusal(List(kLast + "<Contents><Key>k</Key><Size>" + size + "</Size></Contents>")),
        HasSubstr("<Size> should be"));
  }
  EXPECT_THAT(ListRefusal(List(kLast + "<EncodingType>url</EncodingType><Contents><Key>%x</Key>"
                                       "<Size>1</Size></Contents>")),
              HasSubstr("not percent-encoded"));
}

TEST(S3List, Queries) {
  EXPECT_EQ(QueryString(S3ListQuery("a/", "", "")), "encoding-type=url&list-type=2&prefix=a%2F");
  EXPECT_EQ(QueryString(S3ListQuery("", "/", "t=")),
            "continuation-token=t%3D&delimiter=%2F&encoding-type=url&list-type=2&prefix=");
}

}  // namespace
}  // namespace imrec::remote
