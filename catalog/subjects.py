"""The twenty-two subject classes of the State Council's document library (law-2019 §7.3)."""

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class SubjectClass(IntegerChoices):
    """主题分类."""

    STATE_ORGANISATION = 1, _("State Council organisation")
    GENERAL = 2, _("General government affairs")
    ECONOMY = 3, _("National economy and state assets")
    FINANCE = 4, _("Finance, banking and audit")
    LAND_ENERGY = 5, _("Land, resources and energy")
    AGRICULTURE = 6, _("Agriculture, forestry and water")
    INDUSTRY_TRANSPORT = 7, _("Industry and transport")
    TRADE = 8, _("Trade, customs and tourism")
    MARKET_SAFETY = 9, _("Market and work-safety supervision")
    CONSTRUCTION_ENVIRONMENT = 10, _("Urban and rural construction, environment")
    SCIENCE_EDUCATION = 11, _("Science and education")
    CULTURE = 12, _("Culture, broadcasting and publishing")
    HEALTH_SPORT = 13, _("Health and sport")
    POPULATION = 14, _("Population, women and children")
    LABOUR = 15, _("Labour, personnel and supervision")
    SECURITY_JUSTICE = 16, _("Public security and justice")
    CIVIL_AFFAIRS = 17, _("Civil affairs and disaster relief")
    ETHNIC_RELIGION = 18, _("Ethnic and religious affairs")
    FOREIGN = 19, _("Foreign affairs")
    HONG_KONG_MACAO_TAIWAN = 20, _("Hong Kong, Macao, Taiwan and overseas Chinese")
    DEFENCE = 21, _("National defence")
    OTHER = 22, _("Other")
