#include "recordio/internal/remote_path.h"

#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(RemotePath, SchemesTellRemoteFiles) {
  for (const char* path : {"http://h/a.rec", "https://h/a.rec", "s3://b/a.rec", "gs://b/a.rec"}) {
    EXPECT_TRUE(IsRemotePath(path)) << path;
  }
  for (const char* path : {"a.rec", "/http://h/a.rec", "http:/h/a.rec", "file:///a.rec", ""}) {
    EXPECT_FALSE(IsRemotePath(path)) << path;
  }
}

TEST(RemotePath, TheQueryComesAfterTheExtension) {
  EXPECT_EQ(WithExtension("https://h/a.rec?sig=x.y/z", ".idx"), "https://h/a.idx?sig=x.y/z");
  EXPECT_EQ(WithExtension("what?.rec", ".idx"), "what?.idx") << "a file on a disk";
}

// Messages may end up in logs that others read.
TEST(RemotePath, IsShownWithoutSecrets) {
  EXPECT_EQ(ShownPath("https://user:pass@h:80/d/a.rec?X-Amz-Signature=1#p"),
            "https://h:80/d/a.rec");
  EXPECT_EQ(ShownPath("http://token@h/a@2x.rec"), "http://h/a@2x.rec");
  EXPECT_EQ(ShownPath("http://h/a@2x.rec"), "http://h/a@2x.rec");
  EXPECT_EQ(ShownPath("http://user:pa@ss@h"), "http://h");
  EXPECT_EQ(ShownPath("http://h?user:pass@x"), "http://h");
  EXPECT_EQ(ShownPath("s3://b/what?.rec"), "s3://b/what?.rec");
  EXPECT_EQ(ShownPath("d/user@what?.rec"), "d/user@what?.rec");
}

}  // namespace
}  // namespace imrec
