"""The words that ask for a camera move, in English and Chinese. Data for director.py."""

from reelmesh.v1.spec_pb2 import CameraMove

_TURN = r"\d{1,3}\s*(?:\u00b0|deg(?:rees?)?\b)"
"""How far: 45°, 180 degrees."""
_S = rf"(?:\s+(?:\w+ly|shot|move|and|the|camera|to|toward|towards|of|{_TURN}))*\s+"
"""What may stand between a verb and its direction: 'pans slowly to the left'."""
_FROM = r"(?:\s+(?:\w+ly|across|over))*\s+from\s+(?:the\s+)?"
"""'Pans from left to right' goes right."""
_CAM = r"\b(?:camera|lens|shot|drone|view|frame)\b(?!\s+of\b)(?:\s+[\w']+){0,3}?\s+"
"""A plain verb such as 'rises' is the camera's only right after the camera."""
_LENS = r"(?:镜头|摄像机|摄影机|相机|画面|机位)[^，。；,.;]{0,5}?"
_OWN = r"(?!\s+(?:his|her|their|its|my|your|our)\b)"
"""'She pulls back her hair' moves no camera."""

MOVES: tuple[tuple[CameraMove, tuple[str, ...]], ...] = (
    (
        CameraMove.CAMERA_MOVE_DOLLY_ZOOM,
        (
            r"\bdolly\s*zooms?\b(?!\s+(?:in|out)\b)|\bzolly\b|\bvertigo\s+(?:effect|shot|zoom)|\bhitchcock\s+zoom",
            "希区柯克变焦|滑动变焦|眩晕变焦|推轨变焦|dolly\\s*zoom(?!s?\\s+(?:in|out))",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_ROLL,
        (
            _CAM + r"(?:rolls?|rolling|tilts?\s+sideways)\b(?!\s+(?:in|out|back|forward|film))",
            r"\b(?:camera|dutch)\s+roll\b|\broll(?:s|ing)?\s+the\s+camera\b|\bbarrel\s+roll",
            "翻滚镜头|镜头(?:翻滚|滚转|侧滚|倾斜旋转)|滚转",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_HOLD,
        (
            r"\bstatic\s+(?:\w+\s+)?(?:shot|camera|frame|view|angle)\b",
            r"(?:^|(?<=[,.;:]))\s*static\s*(?=$|[,.;]|then\b)",
            r"\b(?:locked[\s-]*(?:off|down)|hold(?:s|ing)?\s+still|tripod|stationary\s+camera)\b",
            r"\b(?:still|fixed|motionless|unmoving)\s+(?:camera|shot)\b",
            _CAM + r"(?:static|still|fixed|motionless|locked|stationary)\b",
            r"\bno\s+(?:camera\s+)?(?:movement|motion|moves?)\b",
            r"\bcamera\s+(?:does\s+not|doesn'?t|never|isn'?t)\s+mov(?:e|ing)|\b(?:don'?t|do\s+not|never)\s+move\s+the\s+camera",
            "固定镜头|固定机位|静止镜头|静态镜头|定镜|不要运镜|无运镜|机位不动|三脚架",
            _LENS + "(?:静止|不动|固定|不移动)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_PULL_OUT,
        (
            rf"\bpull(?:s|ing|ed)?{_S}(?:out|back|away)\b{_OWN}|\bpull(?:back|out)\s+shot",
            rf"\b(?:doll(?:y|ies|ying|ied)|zoom(?:s|ing|ed)?){_S}(?:out|back|backwards?|away)\b",
            _CAM + r"(?:retreats?|recedes?|(?:mov|go)\w*\s+(?:back|backwards?|away|out))\b",
            "由近(?:及|到|至|而)远|拉远|镜头从[^，。；,.;]{1,14}拉(?:开|出|到|至)|后拉|拉镜头|推远|向后拉|镜头拉出|变焦拉",
            _LENS + "(?:后退|远离|拉开|拉出|向后|缩小)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_PUSH_IN,
        (
            rf"\bpush(?:es|ing|ed)?{_S}(?:in|into|closer|forwards?)\b{_OWN}",
            rf"\bdoll(?:y|ies|ying|ied){_S}(?:in|into|forwards?|closer)\b",
            rf"\bzoom(?:s|ing|ed)?(?:{_S}(?:in|into|on|closer)\b|\s*(?=$|[,.;]))|\bcrash\s+zoom",
            r"\b(?:slow|gentle|quick|fast|steady|smooth)\s+push\b(?!\s*up|\s+(?:of|from|in|into|closer|forwards?|out|back)\b)",
            r"\bcreep(?:s|ing)?\s+(?:in|closer)\b|\bclos(?:es|ing|e)\s+in\s+on\b",
            _CAM
            + r"(?:approach\w*|(?:mov|com|gett?|go|glid|fl[iy])\w*\s+(?:in|closer|forwards?))\b",
            "由远(?:及|到|至|而)近|推近|镜头从[^，。；,.;]{1,14}推(?:向|到|至|入)|推进|推镜头|拉近|前推|向前推|推向|变焦推|推轨",
            _LENS + "(?:靠近|接近|前进|向前|放大)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_ORBIT,
        (
            _CAM + r"(?:orbit|circl|revolv|rotat|spin|arc)\w*\b",
            r"\b(?:orbit(?:al|ing)?|arc|360(?:[\s-]*degrees?)?)\s+(?:shot|move|camera)\b|"
            r"\b(?:(?:slow|smooth|full|gentle|steady)\s+)?360(?:[\s-]*degrees?)?\s+(?:rotation|spin|turn)\b|"
            rf"\b(?:slow|smooth|full|gentle|steady|half|quarter|360|180)\s+orbit\b|{_TURN}\s+(?:orbit|arc|rotation)\b",
            rf"(?:^|[,.;:])\s*(?:\w+ly\s+)?rotat(?:es?|ing)(?:\s+\w+ly)?"
            rf"(?:\s+{_TURN}(?=\s*(?:$|[,.;]))|(?:\s+{_TURN})?\s+(?:around|about)\b(?:\s+(?:it|him|her|them)\b)?)",
            r"(?:^|[,.;])\s*(?:\w+ly\s+)?(?:orbit|circle|arc)(?:s|ing)?\s+(?:around|the|her|him|them)\b",
            rf"\b(?:orbit|arc)(?:s|ing)?\s+{_TURN}(?=\s*(?:$|[,.;])|\s+(?:around|about)\b)",
            r"\b(?:orbit|arc)s?(?:\s+(?:to\s+the\s+)?(?:left|right))?\s*(?=$|[,.;])|\borbit(?:s|ing)?\s+around\s+(?:her|him|them)\b",
            "(?<![山水树海])环绕(?!的|声|立体|着?[^，。]{0,4}村)|环绕镜头|环绕拍摄|绕[^，。]{0,6}(?:旋转|拍)",
            _LENS + "(?:旋转|环绕|绕)(?:着?[^，。；、,.;拍旋]{0,4}(?=$|[，。；,.;]))?",
        ),
    ),
    *(
        (move, (*english, chinese))
        for side, other, han, pan, truck in (
            (
                "left",
                "right",
                "左",
                CameraMove.CAMERA_MOVE_PAN_LEFT,
                CameraMove.CAMERA_MOVE_TRUCK_LEFT,
            ),
            (
                "right",
                "left",
                "右",
                CameraMove.CAMERA_MOVE_PAN_RIGHT,
                CameraMove.CAMERA_MOVE_TRUCK_RIGHT,
            ),
        )
        for move, english, chinese in (
            (
                truck,
                (
                    rf"\b(?:track|truck|crab|doll|slid)(?:s|y|e|es|ies|ing|ying)?{_FROM}{other}(?:\s+to(?:\s+the)?\s+{side})?\b",
                    rf"\b(?:track|crab|doll)(?:s|y|ies|ing|ying)?{_S}{side}\b",
                    rf"\btracking\s+shot(?:\s+moving)?{_FROM}{other}\s+to(?:\s+the)?\s+{side}\b",
                    rf"(?<!\bthe )(?<!\ba )(?<!\w's )\btruck(?:s|ing)?\s+(?:to\s+the\s+)?{side}\b"
                    r"(?!\s+(?:the|a|for|from|behind|in|on|at|here|there|next|by)\b)",
                    _CAM + rf"(?:slid|mov|glid|drift|travel|shift)\w*{_S}{side}(?:wards?)?\b",
                ),
                f"(?:向|往)?{han}(?:平移|移|横移|跟拍)|{_LENS}(?:向|往){han}(?:侧)?(?:移|滑)",
            ),
            (
                pan,
                (
                    rf"\bpan(?:s|ning|ned)?{_FROM}{other}(?:\s+to(?:\s+the)?\s+{side})?\b",
                    rf"\bpan(?:s|ning|ned)?{_S}{side}(?:wards?)?\b|\b{side}(?:ward)?\s+pan\b",
                    _CAM + rf"(?:turn|swing|swivel|look)\w*{_S}{side}\b",
                    _CAM + rf"sweep(?:s|ing)?{_FROM}{other}\s+to(?:\s+the)?\s+{side}\b",
                ),
                f"(?<![左右])(?:向|往)?{han}(?:摇|转镜)|摇向?{han}|{_LENS}(?:向|往){han}(?!移|侧?移|平移)",
            ),
        )
    ),
    (
        CameraMove.CAMERA_MOVE_TILT_UP,
        (
            rf"\b(?:tilt|pan)(?:s|n?ing|n?ed)?{_S}up(?:wards?)?\b{_OWN}|\bupward\s+tilt\b",
            _CAM + r"looks?\s+up\b",
            "(?:从下)?(?:向|往)?上摇|上仰|仰起镜头|"
            + _LENS
            + "(?:从下)?(?:向|往)上(?:摇|仰)?(?!升|移|升起)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_TILT_DOWN,
        (
            rf"\b(?:tilt|pan)(?:s|n?ing|n?ed)?{_S}down(?:wards?)?\b{_OWN}|\bdownward\s+tilt\b",
            _CAM + r"looks?\s+down\b",
            "(?:从上)?(?:向|往)?下摇|下俯|" + _LENS + "(?:从上)?(?:向|往)下(?:摇|俯)?(?!降|移)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_PEDESTAL_DOWN,
        (
            rf"\b(?:crane|pedestal|boom|jib)(?:s|ing|ed)?{_S}down(?:wards?)?\b",
            _CAM + r"(?:descend|sink|lower|drop|fall)\w*\b|\bdescending\s+shot\b",
            "降镜头|下降镜头|摇臂下降|"
            + _LENS
            + "(?:下降|降低|降下|下移|向下移|[向往]下降(?:落)?)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_PEDESTAL_UP,
        (
            rf"\b(?:crane|pedestal|boom|jib)(?:s|ing|ed)?(?:{_S}up(?:wards?)?\b|\s+shot\b)",
            _CAM + r"(?:ris|lift|ascend|climb|soar)\w*\b|\brising\s+shot\b",
            "升镜头|上升镜头|摇臂|镜头从[^，。；,.;]{1,14}(?:升起|上升|升高)|"
            + _LENS
            + "(?:上升|升起|升高|拉升|上移|向上移|[向往]上升(?:起|高)?)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_HANDHELD,
        (
            _CAM + r"shak(?:es|ing|y)\b",
            r"\bhand[\s-]?held\b|\bshaky\s*(?:cam|camera|shot)\b|\bcamera\s+shake\b|\bfound\s+footage\b",
            "手持(?=镜头|拍摄|摄影|摄像|运镜|感|风格|跟拍|$|[，。,.；;])|晃动镜头|镜头[^，。；,.;]{0,4}(?:晃动|抖动|摇晃)",
        ),
    ),
    # Moves named without a side go right, as one reads.
    (
        CameraMove.CAMERA_MOVE_PAN_RIGHT,
        (
            rf"\bpann(?:ing|ed)\b(?!{_S}(?:left|right|up|down))|\bpans?\s+(?:\w+ly\s+)?(?:across|over|along|around|shot)\b",
            r"\b(?:camera|slow|gentle|fast|quick|whip|smooth)\s+pans?\b"
            + rf"(?!{_S}(?:left|right|up|down)|{_FROM}(?:left|right))",
            "摇镜头?|横摇|摇摄|镜头[^，。；,.;]{0,4}摇(?:向|到|至|过)",
        ),
    ),
    (
        CameraMove.CAMERA_MOVE_TRUCK_RIGHT,
        (
            r"\btracking\s+shot\b|\blateral\s+(?:move|tracking|dolly)\b|\bside\s*ways\s+dolly\b",
            _CAM + r"follows?\b",
            "跟拍|移镜头?|平移镜头?|横移|" + _LENS + "跟随",
        ),
    ),
)
"""Patterns of each move; where two begin at the same place the longer one counts, then the
earlier in this table."""
