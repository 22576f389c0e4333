#include "tests/docs/workshop.h"

#include <stdexcept>

#include "tests/support/make_identity_set.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

// A VOC data set with the sets trainval, train and val.
void WriteVocSet(const fs::path& root, const std::vector<std::string>& classes, int images) {
  const ImageSize size{.width = 160, .height = 120};
  std::string names;
  for (int i = 0; i < images; ++i) {
    const std::string stem = std::to_string(1000 + i);
    const std::string& name = classes[static_cast<std::size_t>(i) % classes.size()];
    WriteVocSample(root, stem, size, {VocObjectXml(name, 11 + i, 21, 90 + i, 100)});
    names += stem + '\n';
  }
  for (const char* set : {"trainval", "train", "val"}) {
    WriteFile(root / "ImageSets/Main" / (std::string(set) + ".txt"), names);
  }
}

void MakeVocSets(const fs::path& dir) {
  WriteVocSet(dir / "cards", {"ace", "king", "queen"}, 10);
  for (const char* year : {"VOC2007", "VOC2012"}) {
    WriteVocSet(dir / year, {"dog", "cat", "person"}, 6);
  }
  WriteFile(dir / "val2017/000001.jpg", MakeJpeg({64, 48}));
  for (const char* name : {"instances_val2017.json", "instances.json"}) {
    WriteFile(dir / name,
              R"({"images": [{"id": 1, "file_name": "000001.jpg", "width": 64, "height": 48}],
                "categories": [{"id": 3, "name": "dog"}],
                "annotations": [{"id": 1, "image_id": 1, "category_id": 3,
                                 "bbox": [4, 5, 30, 20], "iscrowd": 0}]})");
  }
}

// One box on photos/cover.jpg in each annotation format.
void WriteAnnotations(const fs::path& dir) {
  WriteFile(dir / "labels/cover.txt", "0 0.28125 0.458333 0.4375 0.75\n");
  WriteFile(dir / "names.txt", "dog\n");
  WriteFile(dir / "animals/data.yaml", "train: images/train\nval: images/val\nnames: [dog, cat]\n");
  for (const char* name : {"train/1", "val/2"}) {
    WriteFile(dir / "animals/images" / (std::string(name) + ".jpg"), MakeJpeg({80, 60}));
    WriteFile(dir / "animals/labels" / (std::string(name) + ".txt"), "0 0.5 0.5 0.25 0.5\n");
  }
  WriteFile(dir / "photos/cover.json",
            R"({"version": "5.5.0", "shapes": [{"label": "dog", "points": [[5, 5], [40, 50]],
              "shape_type": "rectangle"}], "imagePath": "cover.jpg", "imageData": null,
              "imageHeight": 60, "imageWidth": 80})");
  WriteFile(dir / "annotations.xml",
            R"(<annotations><version>1.1</version><image id="0" name="cover.jpg" width="80"
              height="60"><box label="dog" occluded="0" xtl="5.00" ytl="5.00" xbr="40.00"
              ybr="50.00"/></image></annotations>)");
  WriteFile(dir / "boxes.csv",
            "filename,width,height,class,xmin,ymin,xmax,ymax\ncover.jpg,80,60,dog,5,5,40,50\n");
  WriteFile(dir / "oi-boxes.csv",
            "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax\n"
            "cover,xclick,/m/0bt9lr,1,0.06,0.5,0.08,0.83\n");
  WriteFile(dir / "oi-classes.csv", "/m/0bt9lr,Dog\n");
}

void MakePhotos(const fs::path& dir) {
  fs::create_directories(dir / "data");
  std::string boxes;
  std::string big;
  for (int i = 0; i < 20; ++i) {
    const std::string name =
        std::string(i % 2 == 0 ? "cats" : "dogs") + '/' + std::to_string(i) + ".jpg";
    WriteFile(dir / "photos" / name, MakeJpeg({80, 60}, i));
    boxes += std::to_string(i) + "\t2\t6\t0\t0.1\t0.1\t0.6\t0.7\t0\t" + name + '\n';
    big += std::to_string(i) + '\t' + std::to_string(i % 2) + '\t' + name + '\n';
  }
  for (int i = 0; i < 40; ++i) {
    const std::string name =
        std::string(i % 2 == 0 ? "daisy" : "rose") + '/' + std::to_string(i) + ".jpg";
    WriteFile(dir / "flowers" / name, MakeJpeg({400, 300}, i));
  }
  WriteFile(dir / "photos/cover.jpg", MakeJpeg({80, 60}, 20));
  WriteVocXml(dir, "cover", {.width = 80, .height = 60}, {VocObjectXml("dog", 5, 5, 40, 50)});
  fs::rename(dir / "Annotations", dir / "labels");
  WriteFile(dir / "data/boxes.lst", boxes);
  WriteFile(dir / "data/big.lst", big);
  WriteAnnotations(dir);
}

ProcessResult RunIn(const fs::path& dir, const std::string& command) {
  return RunProgram(
      "sh", {"-c", "cd '" + dir.string() + "' && PATH='" IMREC_TOOL_DIR ":'\"$PATH\" && { " +
                       command + "\n} 2>&1"});
}

void MakeRecords(const fs::path& dir) {
  const ProcessResult made = RunIn(dir, R"(set -e
    make_shapes shapes
    voc2lst shapes --set trainval -o all.lst
    printf 'dog\ncat\nperson\nbird\ncar\nbus\n' > all.classes.txt
    im2rec all.lst shapes --pass-through --pack-label --num-shards 2
    for shard in 0 1; do
      for kind in rec idx; do mv all-0000$shard-of-00002.$kind train-0000$shard-of-00002.$kind; done
    done
    rm all-* all.manifest.json
    im2rec all.lst shapes --pass-through --pack-label
    for name in train old new extra voc2007 voc2012; do
      for kind in rec idx crc classes.txt; do cp all.$kind $name.$kind; done
    done
    im2rec data/big.lst photos --pass-through -o photos
    cp all.rec cards.rec
    cp all.idx cards.idx
    imrec convert all.rec --encoding .raw -o raw.rec
    cp all.rec broken.rec
    cp all.idx broken.idx
    printf '????' | dd of=broken.rec bs=1 seek=0 conv=notrunc
    mkdir -p caffe/models/VGGNet/VOC0712/SSD_300x300
    rm -r shapes
    make_shapes shapes)");
  WriteIdentitySet(dir / "faces.rec", {2, 1, 3});
  WriteIdentitySet(dir / "more-faces.rec", {1, 2});
  if (made.exit_code != 0) throw std::runtime_error("cannot make the workshop: " + made.out);
  fs::copy_file(fs::path(IMREC_TEST_DIR) / "fuzz/seeds/recipe/caffe.prototxt",
                dir / "caffe/models/VGGNet/VOC0712/SSD_300x300/train.prototxt");
}

const fs::path& Template() {
  static const TempDir dir;
  static const bool made = [] {
    MakeVocSets(dir.path());
    MakePhotos(dir.path());
    MakeRecords(dir.path());
    return true;
  }();
  static_cast<void>(made);
  return dir.path();
}

}  // namespace

Workshop::Workshop() { fs::copy(Template(), dir_.path(), fs::copy_options::recursive); }

ProcessResult Workshop::Run(const std::string& command) const {
  if (command.find("s3://bucket/") == std::string::npos) return RunIn(path(), command);
  if (!store_) {
    for (const char* const name : {"train.rec", "train.idx", "train.crc", "train.classes.txt"}) {
      fs::create_directories(path() / "store/bucket");
      fs::copy_file(path() / name, path() / "store/bucket" / name);
    }
    store_ = std::make_unique<RemoteStore>(path() / "store");
  }
  return RunIn(path(), "export IMREC_S3_ANONYMOUS=true AWS_ENDPOINT_URL_S3=" + store_->url() +
                           "\n" + command);
}

}  // namespace imrec::test
