#include "recordio/console/path_kind.h"

#include <sys/stat.h>

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/dataset_writer.h>

#include "recordio/console/folder_contents.h"
#include "recordio/console/prefix_files.h"
#include "recordio/internal/checksum_file.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::console {
namespace {

using test::TempDir;
using test::WriteFile;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class PathKindTest : public testing::Test {
 protected:
  PathKind Kind(const std::string& name) const { return KindOfPath(dir_ / name); }
  PathKind KindOf(std::string_view contents, const std::string& name = "file") const {
    WriteFile(dir_ / name, contents);
    return Kind(name);
  }

  TempDir dir_;
};

TEST_F(PathKindTest, TheFilesOfADataSet) {
  test::WriteShardedSet(dir_ / "one", 3, 1);
  EXPECT_EQ(Kind("one.rec"), PathKind::kRecords);
  EXPECT_EQ(Kind("one.idx"), PathKind::kIndex);
  EXPECT_EQ(Kind("one.crc"), PathKind::kChecksums);
  EXPECT_EQ(Kind("one.manifest.json"), PathKind::kManifest);
  DatasetWriter writer({.prefix = dir_ / "small", .compression_level = 1});
  writer.Write(0, {});
  writer.Close();
  EXPECT_EQ(Kind("small.rec.zst"), PathKind::kCompressed);
  EXPECT_EQ(KindOf("cat\ndog\n", "one.classes.txt"), PathKind::kClassNames);
  EXPECT_EQ(KindOf("imrec-journal-2\n", "one.journal.partial"), PathKind::kPartial);
}

TEST_F(PathKindTest, ContentsDecideWhateverTheNameIs) {
  test::WriteShardedSet(dir_ / "one", 3, 1);
  for (const auto& [name, kind] :
       {std::pair("one.rec", PathKind::kRecords), std::pair("one.idx", PathKind::kIndex),
        std::pair("one.crc", PathKind::kChecksums),
        std::pair("one.manifest.json", PathKind::kManifest)}) {
    std::filesystem::copy_file(dir_ / name, dir_ / "other.lst",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(Kind("other.lst"), kind) << name;
  }
  WriteFile(dir_ / "picture.lst", test::MakeJpeg({8, 8}));
  EXPECT_EQ(Kind("picture.lst"), PathKind::kJpeg);
  EXPECT_EQ(KindOf("\x89PNG\r\n\x1a\n", "a.jpg"), PathKind::kPng);
  EXPECT_EQ(KindOf("GIF89a", "a.jpg"), PathKind::kOtherImage);
  EXPECT_EQ(KindOf("RIFFabcdWEBPVP8 ", "a.jpg"), PathKind::kOtherImage);
  EXPECT_EQ(KindOf(std::string_view("BM\0\0", 4), "a"), PathKind::kOtherImage);
  EXPECT_EQ(KindOf("BMW\nMini\n", "a.classes.txt"), PathKind::kClassNames);
  EXPECT_EQ(KindOf("0\t1\ta.jpg\n", "a.txt"), PathKind::kList);
  EXPECT_EQ(KindOf("<?xml version='1.0'?>\n<annotation/>", "a.lst"), PathKind::kAnnotation);
  EXPECT_EQ(KindOf("<!DOCTYPE html><html>", "a.lst"), PathKind::kXml);
  EXPECT_EQ(KindOf("{\"info\": {}, \"images\": []}", "a.lst"), PathKind::kCoco);
  EXPECT_EQ(KindOf("{\"a\": 1}", "a.lst"), PathKind::kJson);
}

TEST_F(PathKindTest, ListsAreKnownByMostOfTheirLines) {
  EXPECT_EQ(KindOf("\xef\xbb\xbf"
                   "0\t2\t6\t0\t.1\t.1\t.5\t.5\t0\ta b.jpg\r\n\r\n1\t0\tb.jpg\r\n"),
            PathKind::kList);
  EXPECT_EQ(KindOf("0\t1\ta.jpg\nbroken\n1\t1\tb.jpg\n"), PathKind::kList);
  EXPECT_EQ(KindOf("0\t0\n1\t1240\n"), PathKind::kIndex);
  EXPECT_EQ(KindOf("some words\n"), PathKind::kText);
  // Blanks where TABs should be: it was meant as a list.
  EXPECT_EQ(KindOf("0 1 a.jpg\n", "a.lst"), PathKind::kList);
  EXPECT_EQ(KindOf("", "empty.lst"), PathKind::kList);
  EXPECT_EQ(KindOf("", "empty"), PathKind::kEmpty);
}

TEST_F(PathKindTest, LongFilesAreKnownByTheirStart) {
  std::string list;
  while (list.size() < 200'000) list += "1234567\t3.000000\tfolder/picture.jpg\n";
  EXPECT_EQ(KindOf(list), PathKind::kList);
  const std::string coco = "{\"images\": [" + std::string(200'000, ' ') + "]}";
  EXPECT_EQ(KindOf(coco), PathKind::kCoco);
  EXPECT_EQ(KindOf(std::string(200'000, 'x')), PathKind::kText);
  EXPECT_EQ(KindOf(std::string(200'000, '\1')), PathKind::kOther);
  EXPECT_EQ(KindOf(std::string(200'000, '\1'), "damaged.rec"), PathKind::kRecords);
}

TEST_F(PathKindTest, WhatIsNoFile) {
  EXPECT_EQ(KindOfPath(dir_.path()), PathKind::kFolder);
  EXPECT_EQ(Kind("none"), PathKind::kNothing);
  EXPECT_EQ(Kind("none*"), PathKind::kPattern);
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Kind("pipe"), PathKind::kSpecial) << "without waiting for a writer";
  std::filesystem::create_symlink("none", dir_ / "link");
  EXPECT_EQ(Kind("link"), PathKind::kNothing);
  EXPECT_EQ(KindOfPath(""), PathKind::kNothing);
}

TEST(PrefixOfFile, TakesWhatNamesTheFileOff) {
  for (const char* name :
       {"cards.rec", "cards.rec.zst", "cards.idx", "cards.crc", "cards.manifest.json", "cards.lst",
        "cards.classes.txt", "cards.rec.partial", "cards-00001-of-00004.rec",
        "cards-00001-of-00004.idx", "cards"}) {
    EXPECT_EQ(PrefixOfFile(std::filesystem::path("data") / name), "data/cards") << name;
  }
  EXPECT_EQ(PrefixOfFile("one-of-two.rec"), "one-of-two");
}

TEST_F(PathKindTest, PrefixesOfSetsAndLists) {
  test::WriteShardedSet(dir_ / "one", 3, 1);
  test::WriteShardedSet(dir_ / "many", 6, 3);
  WriteFile(dir_ / "pets_val.lst", "0\t1\ta.jpg\n");
  WriteFile(dir_ / "chunk_0_train.lst", "0\t1\ta.jpg\n");
  for (const char* prefix : {"one", "many", "pets", "chunk"}) {
    EXPECT_EQ(Kind(prefix), PathKind::kPrefix) << prefix;
  }
  EXPECT_EQ(FilesOfPrefix(dir_ / "one").records, dir_ / "one.rec");
  EXPECT_EQ(FilesOfPrefix(dir_ / "one").manifest, dir_ / "one.manifest.json");
  EXPECT_EQ(FilesOfPrefix(dir_ / "many").records, dir_ / "many-00000-of-00003.rec");
  EXPECT_EQ(FilesOfPrefix(dir_ / "pets").list, dir_ / "pets_val.lst");
  EXPECT_TRUE(FilesOfPrefix(dir_ / "pet").empty());
  EXPECT_TRUE(FilesOfPrefix(dir_ / "").empty());
}

TEST_F(PathKindTest, FoldersAreToldByWhatTheyHold) {
  for (const char* name : {"b.lst", "a.lst", "c.rec", "c.manifest.json", "ann.json", "1.JPG",
                           "2.png", "photos/3.jpg", "voc/Annotations/1.xml", "flat/1.XML"}) {
    WriteFile(dir_ / name, "x");
  }
  const FolderContents contents = LookIntoFolder(dir_.path());
  EXPECT_THAT(contents.lists, ElementsAre(dir_ / "a.lst", dir_ / "b.lst"));
  EXPECT_THAT(contents.records, ElementsAre(dir_ / "c.rec"));
  EXPECT_THAT(contents.json_files, ElementsAre(dir_ / "ann.json"));
  EXPECT_THAT(contents.folders, ElementsAre(dir_ / "flat", dir_ / "photos", dir_ / "voc"));
  EXPECT_EQ(contents.images, 2U);
  EXPECT_FALSE(contents.voc);
  EXPECT_TRUE(LookIntoFolder(dir_ / "voc").voc);
  EXPECT_TRUE(LookIntoFolder(dir_ / "flat").voc);
  EXPECT_THAT(LookIntoFolder(dir_ / "none").folders, IsEmpty());
}

TEST(PathKindNames, EachKindHasAName) {
  for (int kind = 0; kind <= static_cast<int>(PathKind::kSpecial); ++kind) {
    EXPECT_THAT(NameOf(static_cast<PathKind>(kind)), Not(IsEmpty()));
  }
  EXPECT_EQ(NameOf(PathKind::kRecords), "a RecordIO file (.rec)");
}

}  // namespace
}  // namespace imrec::console
