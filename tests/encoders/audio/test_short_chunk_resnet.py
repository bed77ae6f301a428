from encoders.registry import create_audio
from tests.encoders.contract import AudioEncoderContract


class TestShortChunkResNet(AudioEncoderContract):
    name = "short_chunk_resnet"
    options = {"width": 4}  # noqa: RUF012

    def test_is_as_large_as_published(self) -> None:
        assert abs(create_audio(self.name).parameter_count() / 12.1e6 - 1) < 0.01
