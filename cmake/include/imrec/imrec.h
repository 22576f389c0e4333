// Everything that programs use of imrec. Each header can be included by itself, too.
#ifndef IMREC_IMREC_H_
#define IMREC_IMREC_H_

// Reading batches.
#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>

// Augmenting single images, and recipes.
#include <imrec/augment_recipe.h>
#include <imrec/recipe_file.h>
#include <imrec/sample_augmenter.h>

// Lists from annotations and folders, and packing them.
#include <imrec/annotation_list.h>
#include <imrec/coco_list.h>
#include <imrec/list_file.h>
#include <imrec/list_images.h>
#include <imrec/pack_list.h>
#include <imrec/plan_pack.h>
#include <imrec/voc_list.h>

// Records and data sets.
#include <imrec/class_names.h>
#include <imrec/dataset_writer.h>
#include <imrec/detection_label.h>
#include <imrec/image_record.h>
#include <imrec/manifest.h>
#include <imrec/record_file.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

// Images.
#include <imrec/image.h>
#include <imrec/image_codec.h>

#include <imrec/error.h>

#endif  // IMREC_IMREC_H_
