#include "image/upright.h"

#include <leptonica/allheaders.h>
#include <math.h>

int upright_find(struct Pix *ink, struct pose *ret_pose)
{
    struct pose pose = {0};
    float up = 0, left = 0;
    if (!pixOrientDetect(ink, &up, &left, 0, 0)) {
        l_int32 orient = L_TEXT_ORIENT_UNKNOWN;
        makeOrientDecision(up, left, 0, 0, &orient, 0);
        if (orient == L_TEXT_ORIENT_DOWN)
            pose.turned = 180;
        else if (orient == L_TEXT_ORIENT_LEFT)
            pose.turned = 90;
        else if (orient == L_TEXT_ORIENT_RIGHT)
            pose.turned = 270;
    }
    PIX *turned = pixRotateOrth(ink, pose.turned / 90);
    float angle = 0, confidence = 0;
    if (turned && !pixFindSkewSweepAndSearch(turned, &angle, &confidence, 4, 2, 7.0f, 1.0f, 0.01f) && confidence > 3)
        pose.skew = angle;
    pixDestroy(&turned);
    *ret_pose = pose;
    return SO_OK;
}
