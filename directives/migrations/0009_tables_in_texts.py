from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0008_appendices")]

    operations = [
        migrations.AlterField(
            model_name="provision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("base", "Căn cứ"),
                    ("text", "Đoạn văn"),
                    ("part", "Phần"),
                    ("chapter", "Chương"),
                    ("section", "Mục"),
                    ("article", "Điều"),
                    ("roman", "Mục La Mã"),
                    ("clause", "Khoản"),
                    ("clause_title", "Khoản có tiêu đề"),
                    ("point", "Điểm"),
                    ("dash", "Gạch đầu dòng"),
                    ("close", "Đoạn kết"),
                    ("table", "Bảng"),
                    ("appendix", "Phụ lục"),
                    ("landscape", "Phụ lục khổ ngang"),
                ],
                max_length=12,
            ),
        ),
    ]
