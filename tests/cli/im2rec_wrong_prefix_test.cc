// im2rec, given something else than a list: the message says what it is, and the commands that it
// names work.
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/record_shard.h>

#include "tests/support/files.h"
#include "tests/support/image_records.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Folders of images: photos/cats, flat, voc with annotations of VOC, coco with a JSON file. Lists:
// pets.lst, and four in lists/.
class Im2recWrongPrefix : public testing::Test {
 protected:
  Im2recWrongPrefix() {
    for (const char* name : {"photos/cats/a.jpg", "flat/a.jpg", "coco/a.jpg", "voc/a.jpg"}) {
      WriteFile(dir_ / name, MakeJpeg({80, 60}, 1));
    }
    const std::string list = "0\t0\tcats/a.jpg\n";
    WriteFile(dir_ / "pets.lst", list);
    for (const char* name : {"a", "b", "c", "d"}) {
      WriteFile(dir_ / "lists" / (name + std::string(".lst")), list);
    }
    WriteFile(dir_ / "voc/a.xml",
              "<annotation><filename>a.jpg</filename><size><width>80</width><height>60</height>"
              "</size><object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>20</xmax>"
              "<ymax>20</ymax></bndbox></object></annotation>");
    WriteFile(
        dir_ / "coco/boxes.json",
        R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}], )"
        R"("annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 20, 20]}], )"
        R"("categories": [{"id": 1, "name": "cat"}]})");
  }

  ProcessResult Shell(const std::string& line) const { return RunShell(dir_.path(), line); }

  // Runs `line`, which must fail with `message`.
  void ExpectMessage(const std::string& line, const std::string& message) const {
    SCOPED_TRACE(line);
    const ProcessResult result = Shell(line);
    EXPECT_EQ(result.exit_code, 2) << result.out;
    EXPECT_EQ(result.err, "im2rec: " + message + "\n");
  }

  // Same; the message ends with two commands, which together pack the image.
  void ExpectAdvice(const std::string& line, const std::string& message, const std::string& first,
                    const std::string& second, const std::string& packed) const {
    ExpectMessage(line, message + ": " + first + ", then " + second);
    for (const std::string& command : {first, second}) {
      const ProcessResult result = Shell(command);
      EXPECT_EQ(result.exit_code, 0) << command << '\n' << result.err;
    }
    ASSERT_TRUE(fs::exists(dir_ / packed)) << line;
    EXPECT_EQ(RecordShard(dir_ / packed).size(), 1U) << line;
  }

  TempDir dir_;
};

TEST_F(Im2recWrongPrefix, FoldersOfImagesNeedAList) {
  ExpectAdvice("im2rec photos photos", "photos: is a folder, not a list; --list makes a list of it",
               "im2rec --list --recursive photos photos", "im2rec photos photos", "photos.rec");
  ExpectAdvice("im2rec ./flat/ flat", "./flat: is a folder, not a list; --list makes a list of it",
               "im2rec --list flat ./flat", "im2rec flat ./flat", "flat.rec");
}

TEST_F(Im2recWrongPrefix, AnnotationsNeedVoc2lst) {
  ExpectAdvice("im2rec voc voc",
               "voc: is a folder, not a list; it contains annotations; voc2lst makes a list with "
               "their boxes",
               "voc2lst voc -o voc.lst", "im2rec voc.lst voc", "voc.rec");
  ExpectAdvice("im2rec voc/a.xml voc",
               "voc/a.xml: is an XML annotation, not a list; voc2lst makes a list of a folder of "
               "them",
               "voc2lst --annotations voc --images voc -o NAME.lst", "im2rec NAME.lst voc",
               "NAME.rec");
}

TEST_F(Im2recWrongPrefix, FilesOfCocoNeedVoc2lst) {
  const std::string first = "voc2lst --from coco coco/boxes.json --images coco -o boxes.lst";
  const std::string second = "im2rec boxes.lst coco";
  ExpectAdvice("im2rec coco coco",
               "coco: is a folder, not a list; boxes.json in it contains annotations; voc2lst "
               "makes a list of it",
               first, second, "boxes.rec");
  fs::remove(dir_ / "boxes.lst");
  fs::remove(dir_ / "boxes.rec");
  ExpectMessage("im2rec coco/boxes.json coco",
                "coco/boxes.json: is a JSON file of annotations (COCO), not a list; voc2lst makes "
                "a list of it: " +
                    first + ", then " + second);
}

TEST_F(Im2recWrongPrefix, ListsAreFoundElsewhere) {
  ExpectMessage(
      "im2rec photos pets.lst",
      "photos: is a folder, not a list; PREFIX comes before ROOT: im2rec pets.lst photos");
  ExpectMessage("im2rec lists photos",
                "lists: is a folder, not a list; name one of the lists in it (a.lst, b.lst, c.lst "
                "and 1 more): im2rec lists/a.lst photos");
  EXPECT_THAT(Shell("im2rec pet photos").err, HasSubstr("did you mean pets.lst?"));
  EXPECT_THAT(Shell("im2rec lists/e.lst photos").err, HasSubstr("did you mean lists/"));
  EXPECT_THAT(Shell("im2rec nothing photos").err, Not(HasSubstr("did you mean")));
}

TEST_F(Im2recWrongPrefix, FilesOfASetAreNoLists) {
  ASSERT_EQ(Shell("im2rec pets.lst photos").exit_code, 0);
  ExpectMessage("im2rec pets.rec photos",
                "pets.rec: is a RecordIO file (.rec), not a list; pack the list: im2rec pets.lst "
                "photos");
  fs::rename(dir_ / "pets.lst", dir_ / "kept");
  ExpectMessage("im2rec pets.rec photos",
                "pets.rec: is a RecordIO file (.rec), not a list; it is already packed: imrec info "
                "pets.rec");
  ExpectMessage("im2rec pets.idx photos",
                "pets.idx: is the index of a RecordIO file (.idx), not a list; --list makes a list "
                "of a folder of images");
  EXPECT_THAT(Shell("im2rec pets photos").err,
              HasSubstr("there is pets.rec, which is already packed: imrec info pets.rec"));
  ExpectMessage("im2rec flat/a.jpg flat",
                "flat/a.jpg: is a JPEG image, not a list; --list makes a list of a folder of "
                "images: im2rec --list --recursive PREFIX FOLDER");
}

}  // namespace
}  // namespace imrec::test
